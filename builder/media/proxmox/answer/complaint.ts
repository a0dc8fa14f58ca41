/** What is wrong with one value of an answer file, and how a zod schema carries it. Pure. */
import { z } from 'zod';

export interface Complaint {
  readonly message: string;
  readonly remedy: string;
}

type Check<Value> = (value: Value) => Complaint | undefined;

/** Zod carries one text with an issue: message and remedy are its first and second line. */
export function packComplaint({ message, remedy }: Complaint): string {
  return `${message}\n${remedy}`;
}

export function unpackComplaint(text: string): Complaint {
  const [message = '', remedy = ''] = text.split('\n');
  return { message, remedy };
}

/** Text that passes the check. */
export function checkedText(check: Check<string>) {
  return z.string().superRefine((value, context) => {
    const complaint = check(value);
    if (complaint !== undefined) context.addIssue({ code: 'custom', message: packComplaint(complaint) });
  });
}

/** A whole number of 32 bits, as the installer reads it, between two bounds that only the API of Proxmox knows. */
export function wholeNumber(least: number, most: number, meaning: string) {
  return z
    .bigint()
    .superRefine((value, context) => {
      if (value >= least && value <= most) return;
      const remedy = most === largestWhole && value < least ? `write ${least} or more` : `write a number from ${least} to ${most}`;
      context.addIssue({ code: 'custom', message: packComplaint({ message: `${value} cannot be ${meaning}`, remedy }) });
    })
    .transform(Number);
}

export const largestWhole = 2 ** 32 - 1;

/** GiB, with or without a fraction. */
export function gibibytes(least: number) {
  return z
    .union([z.bigint(), z.number()])
    .transform(Number)
    .superRefine((value, context) => {
      if (value >= least && Number.isFinite(value)) return;
      const complaint = { message: `${value} GiB is not a size that can be used here`, remedy: `write ${least} or more, in GiB` };
      context.addIssue({ code: 'custom', message: packComplaint(complaint) });
    });
}
