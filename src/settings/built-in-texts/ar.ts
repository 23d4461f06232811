import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} هو رمز تسجيل الدخول إلى {{ friendly_name }}. يرجى عدم مشاركته.',
    voice:
      'مرحبًا. رمز تسجيل دخولك إلى {{ friendly_name }} هو {{ pause }} {{ code }}. أكرر، رمز تسجيل دخولك هو {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} هو رمز إنشاء حسابك في {{ friendly_name }}. يرجى عدم مشاركته.',
    voice:
      'مرحبًا. رمز إنشاء حسابك في {{ friendly_name }} هو {{ pause }} {{ code }}. أكرر، رمز إنشاء حسابك هو {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} هو رمز تأكيد رقم هاتفك لدى {{ friendly_name }}. يرجى عدم مشاركته.',
    voice:
      'مرحبًا. رمز تأكيد رقم هاتفك لدى {{ friendly_name }} هو {{ pause }} {{ code }}. أكرر، رمز تأكيد رقم هاتفك هو {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} هو رمز التحقق بخطوتين في {{ friendly_name }}. يرجى عدم مشاركته.',
    voice:
      'مرحبًا. رمز التحقق بخطوتين للدخول إلى {{ friendly_name }} هو {{ pause }} {{ code }}. أكرر، رمز التحقق بخطوتين هو {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} هو رمز إضافة هذا الهاتف إلى حسابك في {{ friendly_name }}.',
    voice:
      'مرحبًا. رمز إضافة هذا الهاتف إلى التحقق بخطوتين في {{ friendly_name }} هو {{ pause }} {{ code }}. أكرر، رمز إضافة هذا الهاتف هو {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} هو رمز تغيير كلمة المرور في {{ friendly_name }}. يرجى عدم مشاركته.',
    voice:
      'مرحبًا. رمز تعيين كلمة مرور جديدة في {{ friendly_name }} هو {{ pause }} {{ code }}. أكرر، رمز تعيين كلمة المرور الجديدة هو {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'لتعيين كلمة مرور جديدة في {{ friendly_name }}، يرجى فتح الرابط: {{ link }}',
    voice:
      'مرحبًا. وصلنا طلب رابط لتعيين كلمة مرور جديدة في {{ friendly_name }}. لا يمكن قراءة الرابط عبر الهاتف، لذا يرجى طلب رمز بدلًا منه أو طلب الرابط في رسالة نصية.',
  },
  blocked_account: {
    text: 'حظرنا تسجيل الدخول إلى {{ friendly_name }} من العنوان {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} بعد محاولات خاطئة كثيرة. إذا كانت هذه محاولاتك، فيرجى إعادة تعيين كلمة المرور للدخول مجددًا. وإلا فلا يلزم أي إجراء.',
    voice:
      'مرحبًا. حظرنا تسجيل الدخول إلى {{ friendly_name }} من أحد عناوين الإنترنت بعد محاولات خاطئة كثيرة. إذا كانت هذه محاولاتك، فيرجى إعادة تعيين كلمة المرور للدخول مجددًا. وإلا فلا يلزم أي إجراء.',
  },
  password_breach: {
    text: 'ظهرت كلمة مرورك في {{ friendly_name }} ضمن تسريب بيانات. يرجى تغييرها قبل تسجيل الدخول مجددًا.',
    voice:
      'مرحبًا. ظهرت كلمة مرورك في {{ friendly_name }} ضمن تسريب بيانات. يرجى تغييرها قبل تسجيل الدخول مجددًا.',
  },
}
