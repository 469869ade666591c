import { agreements, type AgreementNeeds } from './agreements.setting.ts';
import { approvalLimit, type LimitNeeds } from './approval-limit.setting.ts';
import { bookFacts } from './book.setting.ts';
import { channelLanguage } from './channel-language.setting.ts';
import { invoiceBuyer, invoiceSeller } from './invoice-parties.setting.ts';
import { escalation, type EscalationSettingNeeds } from './escalation.setting.ts';
import type { ChoiceNeeds } from './choice-setting.ts';
import { documents, type DocumentsSettingNeeds } from './documents.setting.ts';
import { licenseCost } from './license-cost.setting.ts';
import { rightSetting, type RightNeeds } from './right.setting.ts';
import { settableRights } from './settable-rights.ts';
import { mail, type MailSettingNeeds } from './mail.setting.ts';
import type { OrganizationSetting } from './setting.ts';
import { thresholds, type ThresholdNeeds } from './thresholds.setting.ts';
import { warnedDays } from './warned-days.setting.ts';
import { webhook, type WebhookSettingNeeds } from './webhook.setting.ts';

/** What all settings together need: a new one adds its own. */
export type SettingNeeds = RightNeeds &
  ChoiceNeeds &
  LimitNeeds &
  AgreementNeeds &
  ThresholdNeeds &
  EscalationSettingNeeds &
  MailSettingNeeds &
  DocumentsSettingNeeds &
  WebhookSettingNeeds;

/** Every setting, in the order in which they are shown. */
export const allSettings: readonly OrganizationSetting<SettingNeeds>[] = [
  ...settableRights.map(right => rightSetting(right)),
  approvalLimit,
  agreements,
  thresholds,
  warnedDays,
  ...bookFacts,
  licenseCost,
  invoiceSeller,
  invoiceBuyer,
  channelLanguage,
  escalation,
  mail,
  documents,
  webhook,
];
