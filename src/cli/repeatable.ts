/** Parser of an option that may be given several times: all its values in their order; undefined where it is not given. */
export const repeatable = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
