/** A field of INFO: its name and its value. */
export type InfoField = readonly [name: string, value: string | number];

/** Fields that a part of the server tells INFO about itself. */
export interface InfoSource {
  /** The section they belong to, in lower case. */
  readonly section: string;
  fields(): readonly InfoField[];
}
