import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} adalah kode login Anda untuk {{ friendly_name }}. Jangan berikan kepada siapa pun.',
    voice:
      'Halo. Kode login Anda untuk {{ friendly_name }} adalah {{ pause }} {{ code }}. Saya ulangi, kode login Anda adalah {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} adalah kode pendaftaran Anda di {{ friendly_name }}. Jangan berikan kepada siapa pun.',
    voice:
      'Halo. Kode pendaftaran Anda di {{ friendly_name }} adalah {{ pause }} {{ code }}. Saya ulangi, kode pendaftaran Anda adalah {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} adalah kode verifikasi Anda untuk {{ friendly_name }}. Jangan berikan kepada siapa pun.',
    voice:
      'Halo. Kode verifikasi Anda untuk {{ friendly_name }} adalah {{ pause }} {{ code }}. Saya ulangi, kode verifikasi Anda adalah {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} adalah kode verifikasi dua langkah Anda untuk {{ friendly_name }}. Jangan berikan kepada siapa pun.',
    voice:
      'Halo. Kode verifikasi dua langkah Anda untuk {{ friendly_name }} adalah {{ pause }} {{ code }}. Saya ulangi, kode verifikasi dua langkah Anda adalah {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} adalah kode untuk menambahkan ponsel ini ke verifikasi dua langkah akun {{ friendly_name }} Anda. Jangan berikan kepada siapa pun.',
    voice:
      'Halo. Kode untuk menambahkan ponsel ini ke verifikasi dua langkah akun {{ friendly_name }} Anda adalah {{ pause }} {{ code }}. Saya ulangi, kodenya adalah {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} adalah kode untuk mengatur ulang kata sandi {{ friendly_name }} Anda. Jangan berikan kepada siapa pun.',
    voice:
      'Halo. Kode untuk mengatur ulang kata sandi {{ friendly_name }} Anda adalah {{ pause }} {{ code }}. Saya ulangi, kodenya adalah {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Kami menerima permintaan untuk mengatur ulang kata sandi {{ friendly_name }} Anda. Jika bukan Anda yang meminta, abaikan pesan ini. Untuk membuat kata sandi baru, buka {{ link }}',
    voice:
      'Halo. Kami menerima permintaan tautan untuk mengatur ulang kata sandi {{ friendly_name }} Anda. Tautan tidak dapat dibacakan melalui telepon. Silakan minta kode sebagai gantinya, atau minta tautan dikirim melalui SMS.',
  },
  blocked_account: {
    text: 'Login ke akun {{ friendly_name }} Anda dari {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} diblokir karena terlalu banyak percobaan yang gagal. Jika Anda yang melakukannya, atur ulang kata sandi untuk login kembali. Jika bukan, Anda tidak perlu melakukan apa pun.',
    voice:
      'Halo. Karena terlalu banyak percobaan yang gagal, login ke akun {{ friendly_name }} Anda dari suatu alamat telah diblokir. Jika Anda yang melakukannya, atur ulang kata sandi untuk login kembali. Jika bukan, Anda tidak perlu melakukan apa pun.',
  },
  password_breach: {
    text: 'Kata sandi {{ friendly_name }} Anda ditemukan dalam kebocoran data. Ubah kata sandi sebelum login kembali.',
    voice:
      'Halo. Kata sandi {{ friendly_name }} Anda ditemukan dalam kebocoran data. Ubah kata sandi sebelum login kembali.',
  },
}
