// Auth0 calls a text `sms` wherever it speaks of message types and channels.

type DeliveryMethod = 'text' | 'voice'
export type MessageType = 'sms' | 'voice'

export function messageTypeOf(method: DeliveryMethod): MessageType {
  return method === 'text' ? 'sms' : method
}

export function deliveryMethodOf(type: MessageType): DeliveryMethod {
  return type === 'sms' ? 'text' : type
}
