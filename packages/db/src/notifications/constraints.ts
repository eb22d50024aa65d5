export const notificationsConstraints = {
  emails_resend_of_key: 'notifications.not-resendable',
  preferences_mandatory_chk: 'notifications.topic-mandatory',
  template_versions_pkey: 'request.conflict',
  template_versions_published_key: 'request.conflict',
} as const
