export { type ActorCredential, findActors, type NamedActor } from "../identity/find-actors.ts";
export { findNames, type PrincipalName } from "../identity/find-names.ts";
export {
  createApproverGroup,
  type CreatedApproverGroup,
  type NewApproverGroup,
} from "../approver-groups/create.ts";
export {
  type DeletedApproverGroup,
  deleteApproverGroup,
  type GroupDeletion,
} from "../approver-groups/delete.ts";
export {
  findApproverGroup,
  listApproverGroups,
  listGroupMembers,
} from "../approver-groups/find.ts";
export type { ApproverGroup, GroupMember } from "../approver-groups/group.ts";
export { approverGroupLimits } from "../approver-groups/limits.ts";
export {
  type AddedMember,
  addGroupMember,
  type MembershipChange,
  type RemovedMember,
  removeGroupMember,
} from "../approver-groups/members.ts";
export { type Authentication, authenticate } from "../identity/authenticate.ts";
export type { Actor } from "../identity/actor.ts";
export { type ChangedUser, changeUser, type UserChange } from "../identity/change-user.ts";
export { type CreatedKey, createKey, type NewAccessKey } from "../identity/create-key.ts";
export { type CreatedService, createService, type NewService } from "../identity/create-service.ts";
export { type CreatedUser, createUser, type NewUser } from "../identity/create-user.ts";
export {
  type DisabledService,
  disableService,
  type EnabledService,
  enableService,
  type ServiceSwitch,
} from "../identity/disable-service.ts";
export {
  type DisabledUser,
  disableUser,
  type EnabledUser,
  enableUser,
  type UserSwitch,
} from "../identity/disable-user.ts";
export {
  adminKeyFileFromEnvironment,
  createFirstAdmin,
  type FirstAdmin,
  hasAdmin,
} from "../identity/first-admin.ts";
export { type AccessKeyFilter, findKey, listKeys } from "../identity/find-keys.ts";
export { findService, listServices } from "../identity/find-services.ts";
export { findUser, findUserByEmail, listUsers } from "../identity/find-users.ts";
export type { AccessKey } from "../identity/key.ts";
export { type ParsedKey, parseKey, type PrincipalKind } from "../identity/key-text.ts";
export { KeyUse } from "../identity/key-use.ts";
export { identityLimits } from "../identity/limits.ts";
export {
  type CreatedOwnKey,
  createOwnKey,
  type NewOwnKey,
  type OwnCredentials,
  revokeOwnKey,
} from "../identity/own-keys.ts";
export type { Principal, PrincipalId } from "../identity/principal.ts";
export { type KeyRevocation, type RevokedKey, revokeKey } from "../identity/revoke-key.ts";
export { type KeyRotation, type RotatedKey, rotateKey } from "../identity/rotate-key.ts";
export {
  parseServerAddress,
  printServerAddress,
  type ServerAddress,
  serverAddressFile,
} from "../identity/server-address.ts";
export type { Service } from "../identity/service.ts";
export type { User } from "../identity/user.ts";
