import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} ang iyong login code para sa {{ friendly_name }}. Huwag itong ibahagi kahit kanino.',
    voice:
      'Kumusta. Ang iyong login code para sa {{ friendly_name }} ay {{ pause }} {{ code }}. Uulitin ko, ang iyong login code ay {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} ang iyong code para magrehistro sa {{ friendly_name }}. Huwag itong ibahagi kahit kanino.',
    voice:
      'Kumusta. Ang iyong code para magrehistro sa {{ friendly_name }} ay {{ pause }} {{ code }}. Uulitin ko, ang iyong code para magrehistro ay {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} ang iyong verification code para sa {{ friendly_name }}. Huwag itong ibahagi kahit kanino.',
    voice:
      'Kumusta. Ang iyong verification code para sa {{ friendly_name }} ay {{ pause }} {{ code }}. Uulitin ko, ang iyong verification code ay {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} ang iyong code para sa two-step verification sa {{ friendly_name }}. Huwag itong ibahagi kahit kanino.',
    voice:
      'Kumusta. Ang iyong code para sa two-step verification sa {{ friendly_name }} ay {{ pause }} {{ code }}. Uulitin ko, ang iyong code ay {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} ang code para idagdag ang teleponong ito sa two-step verification ng iyong {{ friendly_name }} account. Huwag itong ibahagi kahit kanino.',
    voice:
      'Kumusta. Ang code para idagdag ang teleponong ito sa two-step verification ng iyong {{ friendly_name }} account ay {{ pause }} {{ code }}. Uulitin ko, ang code ay {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} ang iyong code para i-reset ang password mo sa {{ friendly_name }}. Huwag itong ibahagi kahit kanino.',
    voice:
      'Kumusta. Ang iyong code para i-reset ang password mo sa {{ friendly_name }} ay {{ pause }} {{ code }}. Uulitin ko, ang iyong code ay {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'May humiling na i-reset ang password ng iyong {{ friendly_name }} account. Kung hindi ikaw ito, balewalain ang mensaheng ito. Para gumawa ng bagong password, buksan ang link: {{ link }}',
    voice:
      'Kumusta. May humiling ng link para i-reset ang password ng iyong {{ friendly_name }} account. Hindi mababasa ang link sa tawag. Humiling na lang ng code, o hilinging ipadala ang link sa text.',
  },
  blocked_account: {
    text: 'Na-block ang pag-log in sa iyong {{ friendly_name }} account mula sa {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} dahil sa sobrang daming maling pagsubok. Kung ikaw ito, i-reset ang iyong password para makapag-log in ulit. Kung hindi, wala kang kailangang gawin.',
    voice:
      'Kumusta. Dahil sa sobrang daming maling pagsubok, na-block ang pag-log in sa iyong {{ friendly_name }} account mula sa isang address. Kung ikaw ito, i-reset ang iyong password para makapag-log in ulit. Kung hindi, wala kang kailangang gawin.',
  },
  password_breach: {
    text: 'Lumabas sa isang data breach ang iyong password sa {{ friendly_name }}. Palitan ito bago ka mag-log in ulit.',
    voice:
      'Kumusta. Lumabas sa isang data breach ang iyong password sa {{ friendly_name }}. Palitan ito bago ka mag-log in ulit.',
  },
}
