import type { DeliveryMethod, TemplatePurpose } from '#src/messaging/types.ts'

/** What is sent in one language while nobody wrote something else: Liquid, as `templates/message-text.ts` fills it in. */
export type BuiltInTexts = Readonly<Record<TemplatePurpose, Readonly<Record<DeliveryMethod, string>>>>
