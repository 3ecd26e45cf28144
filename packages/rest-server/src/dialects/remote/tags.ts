import type { Translations } from "./translation.ts";

/** Tags: their list is the bare map. */
export const tagTranslations: Translations = {
  listTableTags: { response: ({ tags }) => tags ?? {} },
};
