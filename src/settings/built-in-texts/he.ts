import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} הוא קוד הכניסה שלך ל-{{ friendly_name }}. אין לשתף אותו.',
    voice:
      'שלום. קוד הכניסה שלך ל-{{ friendly_name }} הוא {{ pause }} {{ code }}. פעם נוספת, קוד הכניסה שלך הוא {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} הוא קוד ההרשמה שלך ל-{{ friendly_name }}. אין לשתף אותו.',
    voice:
      'שלום. קוד ההרשמה שלך ל-{{ friendly_name }} הוא {{ pause }} {{ code }}. פעם נוספת, קוד ההרשמה שלך הוא {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} הוא הקוד לאימות מספר הטלפון ב-{{ friendly_name }}. אין לשתף אותו.',
    voice:
      'שלום. הקוד לאימות מספר הטלפון שלך ב-{{ friendly_name }} הוא {{ pause }} {{ code }}. פעם נוספת, הקוד לאימות מספר הטלפון הוא {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} הוא הקוד לאימות דו-שלבי ב-{{ friendly_name }}. אין לשתף אותו.',
    voice:
      'שלום. הקוד שלך לאימות דו-שלבי בכניסה ל-{{ friendly_name }} הוא {{ pause }} {{ code }}. פעם נוספת, הקוד לאימות דו-שלבי הוא {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} הוא הקוד להוספת טלפון זה לחשבון ב-{{ friendly_name }}. אין לשתף אותו.',
    voice:
      'שלום. הקוד להוספת הטלפון הזה לאימות הדו-שלבי ב-{{ friendly_name }} הוא {{ pause }} {{ code }}. פעם נוספת, הקוד להוספת הטלפון הוא {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} הוא הקוד לאיפוס הסיסמה שלך ב-{{ friendly_name }}. אין לשתף אותו.',
    voice:
      'שלום. הקוד לאיפוס הסיסמה שלך ב-{{ friendly_name }} הוא {{ pause }} {{ code }}. פעם נוספת, הקוד לאיפוס הסיסמה הוא {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'לבחירת סיסמה חדשה ב-{{ friendly_name }} יש לפתוח את הקישור: {{ link }}',
    voice:
      'שלום. התקבלה בקשה לקישור לאיפוס הסיסמה שלך ב-{{ friendly_name }}. אי אפשר להקריא קישור בשיחה. אפשר לבקש קוד במקומו או לקבל את הקישור בהודעת טקסט.',
  },
  blocked_account: {
    text: 'הכניסה ל-{{ friendly_name }} מהכתובת {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} נחסמה לאחר ניסיונות שגויים רבים מדי. אם הניסיונות היו שלך, יש לאפס את הסיסמה כדי להיכנס שוב. אם לא, אין צורך לעשות דבר.',
    voice:
      'שלום. הכניסה ל-{{ friendly_name }} מכתובת IP מסוימת נחסמה לאחר ניסיונות שגויים רבים מדי. אם הניסיונות היו שלך, יש לאפס את הסיסמה כדי להיכנס שוב. אם לא, אין צורך לעשות דבר.',
  },
  password_breach: {
    text: 'הסיסמה שלך ב-{{ friendly_name }} נמצאה בדליפת נתונים. יש להחליף אותה לפני הכניסה הבאה.',
    voice: 'שלום. הסיסמה שלך ב-{{ friendly_name }} נמצאה בדליפת נתונים. יש להחליף אותה לפני הכניסה הבאה.',
  },
}
