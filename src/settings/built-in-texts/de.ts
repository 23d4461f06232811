import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} ist Ihr Anmeldecode für {{ friendly_name }}. Geben Sie ihn an niemanden weiter.',
    voice:
      'Guten Tag. Ihr Anmeldecode für {{ friendly_name }} lautet {{ pause }} {{ code }}. Ich wiederhole: Ihr Anmeldecode lautet {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} ist Ihr Registrierungscode für {{ friendly_name }}. Geben Sie ihn an niemanden weiter.',
    voice:
      'Guten Tag. Ihr Registrierungscode für {{ friendly_name }} lautet {{ pause }} {{ code }}. Ich wiederhole: Ihr Registrierungscode lautet {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} ist Ihr Bestätigungscode für {{ friendly_name }}. Geben Sie ihn an niemanden weiter.',
    voice:
      'Guten Tag. Ihr Bestätigungscode für {{ friendly_name }} lautet {{ pause }} {{ code }}. Ich wiederhole: Ihr Bestätigungscode lautet {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} ist Ihr Code für die Zwei-Faktor-Anmeldung bei {{ friendly_name }}. Geben Sie ihn an niemanden weiter.',
    voice:
      'Guten Tag. Ihr Code für die Zwei-Faktor-Anmeldung bei {{ friendly_name }} lautet {{ pause }} {{ code }}. Ich wiederhole: Ihr Code lautet {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: 'Mit dem Code {{ code }} fügen Sie dieses Telefon als zweiten Faktor für {{ friendly_name }} hinzu. Geben Sie den Code an niemanden weiter.',
    voice:
      'Guten Tag. Ihr Code, um dieses Telefon als zweiten Faktor für {{ friendly_name }} hinzuzufügen, lautet {{ pause }} {{ code }}. Ich wiederhole: Ihr Code lautet {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} ist Ihr Code zum Zurücksetzen des Passworts für {{ friendly_name }}. Geben Sie ihn an niemanden weiter.',
    voice:
      'Guten Tag. Ihr Code zum Zurücksetzen des Passworts für {{ friendly_name }} lautet {{ pause }} {{ code }}. Ich wiederhole: Ihr Code lautet {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Für Ihr Konto bei {{ friendly_name }} wurde ein neues Passwort angefordert. Falls Sie das nicht waren, ignorieren Sie diese Nachricht. Neues Passwort festlegen: {{ link }}',
    voice:
      'Guten Tag. Für Ihr Konto bei {{ friendly_name }} wurde ein Link zum Festlegen eines neuen Passworts angefordert. Ein Link kann am Telefon nicht vorgelesen werden. Bitte fordern Sie stattdessen einen Code an oder lassen Sie sich den Link per SMS schicken.',
  },
  blocked_account: {
    text: 'Nach zu vielen Fehlversuchen sind Anmeldungen bei {{ friendly_name }} von der IP-Adresse {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} gesperrt. Falls Sie das waren, setzen Sie Ihr Passwort zurück, um sich wieder anmelden zu können. Andernfalls müssen Sie nichts tun.',
    voice:
      'Guten Tag. Nach zu vielen Fehlversuchen sind Anmeldungen bei {{ friendly_name }} von einer bestimmten Adresse aus gesperrt. Falls Sie das waren, setzen Sie Ihr Passwort zurück, um sich wieder anmelden zu können. Andernfalls müssen Sie nichts tun.',
  },
  password_breach: {
    text: 'Ihr Passwort für {{ friendly_name }} ist in einem Datenleck aufgetaucht. Ändern Sie es, bevor Sie sich wieder anmelden.',
    voice:
      'Guten Tag. Ihr Passwort für {{ friendly_name }} ist in einem Datenleck aufgetaucht. Bitte ändern Sie es, bevor Sie sich wieder anmelden.',
  },
}
