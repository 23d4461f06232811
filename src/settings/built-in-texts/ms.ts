import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} ialah kod log masuk anda untuk {{ friendly_name }}. Jangan kongsikannya dengan sesiapa.',
    voice:
      'Helo. Kod log masuk anda untuk {{ friendly_name }} ialah {{ pause }} {{ code }}. Saya ulangi, kod log masuk anda ialah {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} ialah kod pendaftaran anda untuk {{ friendly_name }}. Jangan kongsikannya dengan sesiapa.',
    voice:
      'Helo. Kod pendaftaran anda untuk {{ friendly_name }} ialah {{ pause }} {{ code }}. Saya ulangi, kod pendaftaran anda ialah {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} ialah kod pengesahan anda untuk {{ friendly_name }}. Jangan kongsikannya dengan sesiapa.',
    voice:
      'Helo. Kod pengesahan anda untuk {{ friendly_name }} ialah {{ pause }} {{ code }}. Saya ulangi, kod pengesahan anda ialah {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} ialah kod pengesahan dua langkah anda untuk {{ friendly_name }}. Jangan kongsikannya dengan sesiapa.',
    voice:
      'Helo. Kod pengesahan dua langkah anda untuk {{ friendly_name }} ialah {{ pause }} {{ code }}. Saya ulangi, kod pengesahan dua langkah anda ialah {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} ialah kod untuk menambah telefon ini pada pengesahan dua langkah akaun {{ friendly_name }} anda. Jangan kongsikannya dengan sesiapa.',
    voice:
      'Helo. Kod untuk menambah telefon ini pada pengesahan dua langkah akaun {{ friendly_name }} anda ialah {{ pause }} {{ code }}. Saya ulangi, kod tersebut ialah {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} ialah kod untuk menetapkan semula kata laluan {{ friendly_name }} anda. Jangan kongsikannya dengan sesiapa.',
    voice:
      'Helo. Kod untuk menetapkan semula kata laluan {{ friendly_name }} anda ialah {{ pause }} {{ code }}. Saya ulangi, kod tersebut ialah {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Kami menerima permintaan untuk menetapkan semula kata laluan {{ friendly_name }} anda. Jika anda tidak memintanya, abaikan mesej ini. Untuk menetapkan kata laluan baharu, buka {{ link }}',
    voice:
      'Helo. Kami menerima permintaan pautan untuk menetapkan semula kata laluan {{ friendly_name }} anda. Pautan tidak dapat dibacakan melalui panggilan. Sila minta kod sebagai ganti, atau minta pautan dihantar melalui SMS.',
  },
  blocked_account: {
    text: 'Log masuk ke akaun {{ friendly_name }} anda dari {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} telah disekat kerana terlalu banyak percubaan yang gagal. Jika anda yang melakukannya, tetapkan semula kata laluan untuk log masuk semula. Jika bukan, anda tidak perlu berbuat apa-apa.',
    voice:
      'Helo. Log masuk ke akaun {{ friendly_name }} anda dari satu alamat telah disekat kerana terlalu banyak percubaan yang gagal. Jika anda yang melakukannya, tetapkan semula kata laluan untuk log masuk semula. Jika bukan, anda tidak perlu berbuat apa-apa.',
  },
  password_breach: {
    text: 'Kata laluan {{ friendly_name }} anda ditemui dalam kebocoran data. Tukar kata laluan itu sebelum anda log masuk semula.',
    voice:
      'Helo. Kata laluan {{ friendly_name }} anda ditemui dalam kebocoran data. Tukar kata laluan itu sebelum anda log masuk semula.',
  },
}
