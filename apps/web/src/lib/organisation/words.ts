import type { LinkKind, PartyKind, UnitKind } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

export const partyKindWord = (kind: PartyKind): string =>
  ({
    street: m.organisation_kind_street,
    committee: m.organisation_kind_committee,
    branch: m.organisation_kind_branch,
    group: m.organisation_kind_group,
    household: m.organisation_kind_household,
  })[kind]();

export const unitKindWord = (kind: UnitKind): string =>
  ({
    school: m.organisation_unit_school,
    clinic: m.organisation_unit_clinic,
    bank: m.organisation_unit_bank,
    property: m.organisation_unit_property,
    shop: m.organisation_unit_shop,
    law: m.organisation_unit_law,
    police: m.organisation_unit_police,
    fire: m.organisation_unit_fire,
    other: m.organisation_unit_other,
  })[kind]();

export const linkWord = (kind: LinkKind): string =>
  ({ responsible: m.organisation_responsible, sponsor: m.organisation_sponsor })[kind]();
