/**
 * Templates compiled beforehand, by their text: Handlebars takes longer to compile them than to render them.
 * None here; the bundle that goes into the image has all of them in place of this file (system/bundle.ts).
 */
export const precompiled: ReadonlyMap<string, TemplateSpecification> = new Map();
