#!/usr/bin/env bash
# Grants the bot's identity what it needs of Microsoft Graph. A Privileged Role Administrator runs it once, with the Azure CLI signed in:
#   manifest/azure/permissions.sh PRINCIPAL-ID [PERMISSION…]
# PRINCIPAL-ID is the output principalId of credits.json, or the object id of an app registration's enterprise application. Without
# permissions those are granted that every organization needs; the others are named only by whoever wants what they are for.
set -euo pipefail

declare -A reasons=(
  [User.Read.All]="who is in the organization, which licenses and roles each has"
  [Organization.Read.All]="which products there are, and how many seats"
  [CallRecord-PstnCalls.Read.All]="the log of calls, which the ledger draws"
  [LicenseAssignment.ReadWrite.All]="giving and removing Communications Credits licenses"
  [GroupMember.Read.All]="rights by group, and licenses that groups bring"
  [User.ReadWrite.All]="only with ALLOW_USAGE_LOCATION=1: setting a missing usage location"
)
always=(User.Read.All Organization.Read.All CallRecord-PstnCalls.Read.All LicenseAssignment.ReadWrite.All)

principal=${1:?"usage: $0 PRINCIPAL-ID [PERMISSION…]"}
shift
guid='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
[[ $principal =~ $guid ]] || { echo "$principal: not an object id, which is a GUID" >&2; exit 2; }
wanted=("${@:-${always[@]}}")
for permission in "${wanted[@]}"; do
  [[ -n ${reasons[$permission]:-} ]] || { echo "$permission: the bot does not use it" >&2; exit 2; }
done

graph=$(az ad sp show --id 00000003-0000-0000-c000-000000000000 --query id --output tsv)
assigned="https://graph.microsoft.com/v1.0/servicePrincipals/$principal/appRoleAssignments"
for permission in "${wanted[@]}"; do
  role=$(az ad sp show --id "$graph" --query "appRoles[?value=='$permission'].id | [0]" --output tsv)
  has=$(az rest --method get --url "$assigned" --query "value[?appRoleId=='$role'] | length(@)" --output tsv)
  if [[ $has == 0 ]]; then
    az rest --method post --url "$assigned" --output none \
      --body "{\"principalId\": \"$principal\", \"resourceId\": \"$graph\", \"appRoleId\": \"$role\"}"
    echo "granted: $permission (${reasons[$permission]})"
  else
    echo "there already: $permission"
  fi
done
