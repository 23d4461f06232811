/** The largest script, in bytes: Authgear's limit, and that of Actions and Hooks here. */
export const maxScriptBytes: number = 100 * 1024
