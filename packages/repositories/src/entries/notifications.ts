export type {
  ChannelAddress,
  EmailAddress,
  NtfyAddress,
  SlackAddress,
  WebPushAddress,
} from "../notifications/address.ts";
export {
  changeNotificationChannel,
  type ChangedNotificationChannel,
  deleteNotificationChannel,
  type NotificationChannelChange,
  type NotificationChannelDeletion,
} from "../notifications/change.ts";
export type { NotificationChannel } from "../notifications/channel.ts";
export {
  createNotificationChannel,
  type CreatedNotificationChannel,
  type NewAddress,
  type NewNotificationChannel,
} from "../notifications/create.ts";
export {
  deliverNotifications,
  type NotificationDelivering,
} from "../notifications/deliveries/deliver.ts";
export type {
  MailAddress,
  Notice,
  NoticeOutcome,
  SendNotice,
} from "../notifications/deliveries/notice.ts";
export type { NoticeAction } from "../notifications/deliveries/notice-action.ts";
export {
  findNotificationChannel,
  listNotificationChannels,
  type NotificationChannelKey,
} from "../notifications/find.ts";
export { notificationLimits } from "../notifications/limits.ts";
export type { QuietHours } from "../notifications/quiet-hours.ts";
export {
  type EnteredLinkCode,
  findSlackPerson,
  type LinkedSlackChannel,
  linkSlackChannel,
  type SlackMember,
  type SlackPerson,
} from "../notifications/slack-people.ts";
export {
  testNotificationChannel,
  type TestedNotificationChannel,
} from "../notifications/test-channel.ts";
export type { ChannelChoices } from "../notifications/values.ts";
