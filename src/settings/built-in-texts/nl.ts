import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} is uw inlogcode voor {{ friendly_name }}. Deel deze code met niemand.',
    voice:
      'Goedendag. Uw inlogcode voor {{ friendly_name }} is {{ pause }} {{ code }}. Ik herhaal: uw inlogcode is {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} is uw registratiecode voor {{ friendly_name }}. Deel deze code met niemand.',
    voice:
      'Goedendag. Uw registratiecode voor {{ friendly_name }} is {{ pause }} {{ code }}. Ik herhaal: uw registratiecode is {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} is uw verificatiecode voor {{ friendly_name }}. Deel deze code met niemand.',
    voice:
      'Goedendag. Uw verificatiecode voor {{ friendly_name }} is {{ pause }} {{ code }}. Ik herhaal: uw verificatiecode is {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} is uw code voor tweestapsverificatie bij {{ friendly_name }}. Deel deze code met niemand.',
    voice:
      'Goedendag. Uw code voor tweestapsverificatie bij {{ friendly_name }} is {{ pause }} {{ code }}. Ik herhaal: uw code is {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} is de code om deze telefoon toe te voegen aan de tweestapsverificatie bij {{ friendly_name }}. Deel deze code met niemand.',
    voice:
      'Goedendag. De code om deze telefoon toe te voegen aan de tweestapsverificatie bij {{ friendly_name }} is {{ pause }} {{ code }}. Ik herhaal: de code is {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} is uw code om uw wachtwoord voor {{ friendly_name }} opnieuw in te stellen. Deel deze code met niemand.',
    voice:
      'Goedendag. Uw code om uw wachtwoord voor {{ friendly_name }} opnieuw in te stellen is {{ pause }} {{ code }}. Ik herhaal: uw code is {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Voor uw account bij {{ friendly_name }} is een nieuw wachtwoord aangevraagd. Was u dit niet, negeer dan dit bericht. Nieuw wachtwoord instellen: {{ link }}',
    voice:
      'Goedendag. Voor uw account bij {{ friendly_name }} is een link aangevraagd om een nieuw wachtwoord in te stellen. Een link kan niet worden voorgelezen. Vraag in plaats daarvan een code aan, of laat de link per sms sturen.',
  },
  blocked_account: {
    text: 'Na te veel mislukte pogingen is inloggen op uw account bij {{ friendly_name }} vanaf {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} geblokkeerd. Was u dit, stel dan uw wachtwoord opnieuw in om weer in te loggen. Was u dit niet, dan hoeft u niets te doen.',
    voice:
      'Goedendag. Na te veel mislukte pogingen is inloggen op uw account bij {{ friendly_name }} vanaf een bepaald adres geblokkeerd. Was u dit, stel dan uw wachtwoord opnieuw in om weer in te loggen. Was u dit niet, dan hoeft u niets te doen.',
  },
  password_breach: {
    text: 'Uw wachtwoord voor {{ friendly_name }} is aangetroffen in een datalek. Wijzig het voordat u weer inlogt.',
    voice:
      'Goedendag. Uw wachtwoord voor {{ friendly_name }} is aangetroffen in een datalek. Wijzig het voordat u weer inlogt.',
  },
}
