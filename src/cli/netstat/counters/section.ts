/** Which of -w, -t, -u and -S shows a section. */
export type SectionFlag = 'raw' | 'tcp' | 'udp' | 'sctp';

/** Lists of ICMP messages by type: each has a title, behind which its lines are indented further. */
export type Histogram = 'input' | 'output';

/** How a counter is shown. */
export interface CounterText {
  /** Around the value. */
  before: string;
  after: string;
  /** Shown when it is 0 too. */
  always: boolean;
  histogram: Histogram | undefined;
}

/** What netstat knows of a section. */
export interface SectionTexts {
  flag: SectionFlag;
  /** By the kernel's name; null for a counter that never shows. One without an entry shows under its own name. */
  texts: ReadonlyMap<string, CounterText | null>;
}

type Texts = Readonly<Record<string, string>>;

/** Texts in which `{}` stands for the value. */
interface TextsByKind extends Partial<Record<'always' | 'nonzero' | Histogram, Texts>> {
  hidden?: readonly string[];
}

/** Makes a section of a table that can be read. */
export function section(flag: SectionFlag, { hidden = [], ...byKind }: TextsByKind): SectionTexts {
  const texts = new Map<string, CounterText | null>(hidden.map((name) => [name, null]));
  for (const [kind, table] of Object.entries(byKind)) {
    const always = kind === 'always';
    const histogram = kind === 'input' || kind === 'output' ? kind : undefined;
    for (const [name, text] of Object.entries(table)) {
      const [before = '', after = ''] = text.split('{}');
      texts.set(name, { before, after, always, histogram });
    }
  }
  return { flag, texts };
}
