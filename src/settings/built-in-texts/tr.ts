import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ friendly_name }} giriş kodunuz: {{ code }}. Kimseyle paylaşmayın.',
    voice:
      'Merhaba. {{ friendly_name }} giriş kodunuz: {{ pause }} {{ code }}. Tekrar ediyorum, giriş kodunuz: {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ friendly_name }} kayıt kodunuz: {{ code }}. Kimseyle paylaşmayın.',
    voice:
      'Merhaba. {{ friendly_name }} kayıt kodunuz: {{ pause }} {{ code }}. Tekrar ediyorum, kayıt kodunuz: {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ friendly_name }} telefon doğrulama kodunuz: {{ code }}. Kimseyle paylaşmayın.',
    voice:
      'Merhaba. {{ friendly_name }} telefon numarası doğrulama kodunuz: {{ pause }} {{ code }}. Tekrar ediyorum, telefon numarası doğrulama kodunuz: {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ friendly_name }} iki adımlı doğrulama kodunuz: {{ code }}. Paylaşmayın.',
    voice:
      'Merhaba. {{ friendly_name }} girişi için iki adımlı doğrulama kodunuz: {{ pause }} {{ code }}. Tekrar ediyorum, iki adımlı doğrulama kodunuz: {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: 'Bu telefonu {{ friendly_name }} hesabınıza ekleme kodu: {{ code }}. Paylaşmayın.',
    voice:
      'Merhaba. Bu telefonu {{ friendly_name }} hesabınızın iki adımlı doğrulamasına ekleme kodu: {{ pause }} {{ code }}. Tekrar ediyorum, bu telefonu ekleme kodu: {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ friendly_name }} şifre sıfırlama kodunuz: {{ code }}. Kimseyle paylaşmayın.',
    voice:
      'Merhaba. {{ friendly_name }} şifre sıfırlama kodunuz: {{ pause }} {{ code }}. Tekrar ediyorum, şifre sıfırlama kodunuz: {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: '{{ friendly_name }} için yeni bir şifre belirlemek üzere bu bağlantıyı açın: {{ link }}',
    voice:
      'Merhaba. {{ friendly_name }} şifrenizi sıfırlamak için bir bağlantı istendi. Bağlantılar telefonda okunamaz. Bunun yerine kod isteyin veya bağlantıyı kısa mesajla alın.',
  },
  blocked_account: {
    text: 'Çok sayıda hatalı deneme nedeniyle {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} adresinden {{ friendly_name }} girişi engellendi. Denemeler size aitse yeniden giriş için şifrenizi sıfırlayın. Değilse bir işlem gerekmez.',
    voice:
      'Merhaba. Çok sayıda hatalı deneme nedeniyle bir IP adresinden {{ friendly_name }} girişi engellendi. Denemeler size aitse yeniden giriş yapmak için şifrenizi sıfırlayın. Değilse bir şey yapmanız gerekmez.',
  },
  password_breach: {
    text: '{{ friendly_name }} şifreniz bir veri sızıntısında ortaya çıktı. Yeniden giriş yapmadan önce şifrenizi değiştirin.',
    voice:
      'Merhaba. {{ friendly_name }} şifreniz bir veri sızıntısında ortaya çıktı. Yeniden giriş yapmadan önce şifrenizi değiştirin.',
  },
}
