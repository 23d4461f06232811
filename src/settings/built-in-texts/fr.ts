import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} est votre code de connexion à {{ friendly_name }}. Ne le communiquez à personne.',
    voice:
      'Bonjour. Votre code de connexion à {{ friendly_name }} est {{ pause }} {{ code }}. Je répète, votre code de connexion est {{ pause }} {{ code }}.',
  },
  signup: {
    text: "{{ code }} est votre code d'inscription à {{ friendly_name }}. Ne le communiquez à personne.",
    voice:
      "Bonjour. Votre code d'inscription à {{ friendly_name }} est {{ pause }} {{ code }}. Je répète, votre code d'inscription est {{ pause }} {{ code }}.",
  },
  verification: {
    text: '{{ code }} est votre code de vérification pour {{ friendly_name }}. Ne le communiquez à personne.',
    voice:
      'Bonjour. Votre code de vérification pour {{ friendly_name }} est {{ pause }} {{ code }}. Je répète, votre code de vérification est {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} est votre code de double authentification pour {{ friendly_name }}. Ne le communiquez à personne.',
    voice:
      'Bonjour. Votre code de double authentification pour {{ friendly_name }} est {{ pause }} {{ code }}. Je répète, votre code de double authentification est {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} est le code pour ajouter ce téléphone à la double authentification de votre compte {{ friendly_name }}. Ne le communiquez à personne.',
    voice:
      'Bonjour. Le code pour ajouter ce téléphone à la double authentification de votre compte {{ friendly_name }} est {{ pause }} {{ code }}. Je répète, le code est {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} est votre code pour réinitialiser votre mot de passe {{ friendly_name }}. Ne le communiquez à personne.',
    voice:
      'Bonjour. Votre code pour réinitialiser votre mot de passe {{ friendly_name }} est {{ pause }} {{ code }}. Je répète, votre code de réinitialisation est {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Une demande de réinitialisation de votre mot de passe {{ friendly_name }} nous est parvenue. Si elle ne vient pas de vous, ignorez ce message. Pour choisir un nouveau mot de passe : {{ link }}',
    voice:
      'Bonjour. Un lien pour réinitialiser votre mot de passe {{ friendly_name }} a été demandé. Ce lien ne peut pas être lu au téléphone. Demandez plutôt un code, ou faites-vous envoyer le lien par SMS.',
  },
  blocked_account: {
    text: "Après trop de tentatives infructueuses, les connexions à votre compte {{ friendly_name }} depuis l'adresse {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} ont été bloquées. Si c'était vous, réinitialisez votre mot de passe pour vous reconnecter. Sinon, vous n'avez rien à faire.",
    voice:
      "Bonjour. Après trop de tentatives infructueuses, les connexions à votre compte {{ friendly_name }} depuis une certaine adresse ont été bloquées. Si c'était vous, réinitialisez votre mot de passe pour vous reconnecter. Sinon, vous n'avez rien à faire.",
  },
  password_breach: {
    text: 'Votre mot de passe {{ friendly_name }} figure dans une fuite de données. Changez-le avant de vous reconnecter.',
    voice:
      'Bonjour. Votre mot de passe {{ friendly_name }} figure dans une fuite de données. Changez-le avant de vous reconnecter.',
  },
}
