import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} è il tuo codice di accesso per {{ friendly_name }}. Non comunicarlo a nessuno.',
    voice:
      'Salve. Il tuo codice di accesso per {{ friendly_name }} è {{ pause }} {{ code }}. Ripeto, il tuo codice di accesso è {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} è il tuo codice di registrazione per {{ friendly_name }}. Non comunicarlo a nessuno.',
    voice:
      'Salve. Il tuo codice di registrazione per {{ friendly_name }} è {{ pause }} {{ code }}. Ripeto, il tuo codice di registrazione è {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} è il tuo codice di verifica per {{ friendly_name }}. Non comunicarlo a nessuno.',
    voice:
      'Salve. Il tuo codice di verifica per {{ friendly_name }} è {{ pause }} {{ code }}. Ripeto, il tuo codice di verifica è {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} è il tuo codice per la verifica in due passaggi di {{ friendly_name }}. Non comunicarlo a nessuno.',
    voice:
      'Salve. Il tuo codice per la verifica in due passaggi di {{ friendly_name }} è {{ pause }} {{ code }}. Ripeto, il tuo codice è {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} è il codice per aggiungere questo telefono alla verifica in due passaggi del tuo account {{ friendly_name }}. Non comunicarlo a nessuno.',
    voice:
      'Salve. Il codice per aggiungere questo telefono alla verifica in due passaggi del tuo account {{ friendly_name }} è {{ pause }} {{ code }}. Ripeto, il codice è {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} è il tuo codice per reimpostare la password di {{ friendly_name }}. Non comunicarlo a nessuno.',
    voice:
      'Salve. Il tuo codice per reimpostare la password di {{ friendly_name }} è {{ pause }} {{ code }}. Ripeto, il tuo codice è {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: "Abbiamo ricevuto una richiesta di reimpostazione della password di {{ friendly_name }}. Se non l'hai fatta tu, ignora questo messaggio. Per scegliere una nuova password, apri {{ link }}",
    voice:
      'Salve. Abbiamo ricevuto la richiesta di un link per reimpostare la password di {{ friendly_name }}. Il link non può essere letto al telefono. Richiedi invece un codice oppure fatti inviare il link tramite SMS.',
  },
  blocked_account: {
    text: "Gli accessi al tuo account {{ friendly_name }} dall'indirizzo {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} sono stati bloccati dopo troppi tentativi non riusciti. Se eri tu, reimposta la password per accedere di nuovo. In caso contrario, non devi fare nulla.",
    voice:
      'Salve. Dopo troppi tentativi non riusciti, gli accessi al tuo account {{ friendly_name }} da un determinato indirizzo sono stati bloccati. Se eri tu, reimposta la password per accedere di nuovo. In caso contrario, non devi fare nulla.',
  },
  password_breach: {
    text: 'La tua password di {{ friendly_name }} è comparsa in una violazione di dati. Cambiala prima di accedere di nuovo.',
    voice:
      'Salve. La tua password di {{ friendly_name }} è comparsa in una violazione di dati. Cambiala prima di accedere di nuovo.',
  },
}
