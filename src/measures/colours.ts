/** A colour on white paper and on dark screens; each quantity has one everywhere, told apart by colour-blind eyes. */
export interface Colours {
  readonly light: string;
  readonly dark: string;
}
