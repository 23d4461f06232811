// What may be done with Actions (contract 9), apart from how it is asked for and stored.

/** How many versions of an Action are kept besides the deployed one (contract 9.4). */
export const actionVersionsKept = 50
