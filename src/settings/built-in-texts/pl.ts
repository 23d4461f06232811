import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} to kod logowania do serwisu {{ friendly_name }}. Nie podawaj go nikomu.',
    voice:
      'Dzień dobry. Twój kod logowania do serwisu {{ friendly_name }} to {{ pause }} {{ code }}. Powtarzam, Twój kod logowania to {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} to kod rejestracji w serwisie {{ friendly_name }}. Nie podawaj go nikomu.',
    voice:
      'Dzień dobry. Twój kod rejestracji w serwisie {{ friendly_name }} to {{ pause }} {{ code }}. Powtarzam, Twój kod rejestracji to {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} to kod weryfikacyjny do serwisu {{ friendly_name }}. Nie podawaj go nikomu.',
    voice:
      'Dzień dobry. Twój kod weryfikacyjny do serwisu {{ friendly_name }} to {{ pause }} {{ code }}. Powtarzam, Twój kod weryfikacyjny to {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} to kod weryfikacji dwuetapowej w serwisie {{ friendly_name }}. Nie podawaj go nikomu.',
    voice:
      'Dzień dobry. Twój kod weryfikacji dwuetapowej w serwisie {{ friendly_name }} to {{ pause }} {{ code }}. Powtarzam, Twój kod weryfikacji dwuetapowej to {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} to kod dodania tego telefonu do weryfikacji dwuetapowej w serwisie {{ friendly_name }}. Nie podawaj go nikomu.',
    voice:
      'Dzień dobry. Kod potrzebny do dodania tego telefonu do weryfikacji dwuetapowej w serwisie {{ friendly_name }} to {{ pause }} {{ code }}. Powtarzam, kod to {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ friendly_name }}: {{ code }} to kod do zmiany hasła. Nie podawaj go nikomu.',
    voice:
      'Dzień dobry. Twój kod do zmiany hasła w serwisie {{ friendly_name }} to {{ pause }} {{ code }}. Powtarzam, Twój kod do zmiany hasła to {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Otrzymaliśmy prośbę o zmianę hasła w serwisie {{ friendly_name }}. Jeśli to nie Twoja prośba, zignoruj tę wiadomość. Aby ustawić nowe hasło, otwórz: {{ link }}',
    voice:
      'Dzień dobry. Otrzymaliśmy prośbę o link do zmiany hasła w serwisie {{ friendly_name }}. Linku nie można odczytać przez telefon. Poproś zamiast tego o kod albo o przesłanie linku SMS-em.',
  },
  blocked_account: {
    text: 'Zablokowano logowanie do {{ friendly_name }} z adresu {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} po wielu błędnych próbach. Jeśli to Ty, zresetuj hasło, by znów się zalogować. Jeśli nie, nie musisz nic robić.',
    voice:
      'Dzień dobry. Po zbyt wielu nieudanych próbach zablokowano logowanie do serwisu {{ friendly_name }} z pewnego adresu. Jeśli to były Twoje próby, zresetuj hasło, aby znów się zalogować. Jeśli nie, nie musisz nic robić.',
  },
  password_breach: {
    text: 'Twoje hasło do serwisu {{ friendly_name }} pojawiło się w wycieku danych. Zmień je przed kolejnym logowaniem.',
    voice:
      'Dzień dobry. Twoje hasło do serwisu {{ friendly_name }} pojawiło się w wycieku danych. Zmień je przed kolejnym logowaniem.',
  },
}
