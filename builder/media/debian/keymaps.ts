/** Keyboards that the Debian 13 installer knows. Pure. */

const keymaps: readonly string[] = `
  us al ara es(ast) bd by in(ben) be dz ba br gb bg bg(phonetic) mm ca ca(multix) es(cat) cn hr cz dk nl us(dvorak) bt epo
  ee et fi fr(latin9) ge de gr in(guj) in(jhelum) il in hu is ie it jp in(kan) kz kh kg kr(kr104) tr(ku_f) tr(ku) la latam
  lv lt mk in(mal) np no(smi) no ir ph pl pt in(guru) ro ru rs pk(snd) lk sk si es se ch
`.trim().split(/\s+/);

/** The installer's word for a layout; one it does not know must not stop it, for nobody types there. */
export function installerKeymap(layout: string): string {
  const [name = '', variant] = layout.split(/[-_]/);
  const candidates = [layout, `${name}(${variant ?? ''})`, name];
  return candidates.find((candidate) => keymaps.includes(candidate)) ?? 'us';
}
