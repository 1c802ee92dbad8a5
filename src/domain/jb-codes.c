/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Names and properties of the codes: one table a list, so that a new code is a new row.
 * Sources: etax-domain.md 1.2 and 4.4, smartbill.md 5. Used by every room. */

#define G_LOG_DOMAIN "jb-codes"

#include "config.h"

#include "jb-codes.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* The first two digits of a kind ... */
enum
{
  CLASS_TAX            = 1,
  CLASS_AMENDED_TAX    = 2,
  CLASS_EXEMPT         = 3,
  CLASS_AMENDED_EXEMPT = 4,
};

/* ... and the last two. */
enum
{
  SORT_ZERO_RATED             = 2,
  SORT_CONSIGNMENT            = 3,
  SORT_IMPORT                 = 4,
  SORT_ZERO_RATED_CONSIGNMENT = 5,
  SORT_IMPORT_DEFERRED        = 6,
};

/* A code as the wire writes it, as the program keeps it, and its name. */
typedef struct
{
  const char *code;
  int         value;
  const char *name;
} Code;

static const struct
{
  int         kind;
  const char *name;
} kinds[] = {
  { 101, N_("Tax invoice") },
  { 102, N_("Zero-rated invoice") },
  { 103, N_("Consignment invoice") },
  { 104, N_("Import invoice") },
  { 105, N_("Zero-rated consignment invoice") },
  { 106, N_("Import invoice with deferred VAT") },
  { 201, N_("Amended tax invoice") },
  { 202, N_("Amended zero-rated invoice") },
  { 203, N_("Amended consignment invoice") },
  { 204, N_("Amended import invoice") },
  { 205, N_("Amended zero-rated consignment invoice") },
  { 206, N_("Amended import invoice with deferred VAT") },
  { 301, N_("Exempt invoice") },
  { 303, N_("Exempt consignment invoice") },
  { 304, N_("Exempt import invoice") },
  { 401, N_("Amended exempt invoice") },
  { 403, N_("Amended exempt consignment invoice") },
  { 404, N_("Amended exempt import invoice") },
};

static const Code directions[] = {
  { "sales",    JB_DIRECTION_SALES,    N_("Sales") },
  { "purchase", JB_DIRECTION_PURCHASE, N_("Purchase") },
};

static const Code purposes[] = {
  { "01", JB_PURPOSE_RECEIPT, N_("Receipt") },
  { "02", JB_PURPOSE_CLAIM,   N_("Claim") },
};

static const Code amendments[] = {
  { "01", JB_AMENDMENT_CORRECTION,    N_("Correction of entries") },
  { "02", JB_AMENDMENT_SUPPLY_CHANGE, N_("Supply amount changed") },
  { "03", JB_AMENDMENT_RETURN,        N_("Goods returned") },
  { "04", JB_AMENDMENT_CANCELLATION,  N_("Contract cancelled") },
  { "05", JB_AMENDMENT_LOCAL_LC,      N_("Local L/C opened later") },
  { "06", JB_AMENDMENT_DOUBLE_ISSUE,  N_("Issued twice by mistake") },
};

static const Code party_kinds[] = {
  { "01", JB_PARTY_BUSINESS,  NULL },
  { "02", JB_PARTY_RESIDENT,  NULL },
  { "03", JB_PARTY_FOREIGNER, NULL },
};

static const Code payment_kinds[] = {
  { "10", JB_PAYMENT_CASH,   N_("Cash") },
  { "20", JB_PAYMENT_CHEQUE, N_("Cheque") },
  { "30", JB_PAYMENT_NOTE,   N_("Promissory note") },
  { "40", JB_PAYMENT_CREDIT, N_("Credit") },
};

static const Code statuses[] = {
  { "S", JB_STATUS_SAVED,             N_("Saved") },
  { "A", JB_STATUS_REQUEST_SAVED,     N_("Request saved") },
  { "V", JB_STATUS_REQUESTED,         N_("Issue requested") },
  { "I", JB_STATUS_ISSUED,            N_("Issued, not yet approved") },
  { "C", JB_STATUS_APPROVED,          N_("Approved") },
  { "R", JB_STATUS_REJECTED,          N_("Rejected by the buyer") },
  { "O", JB_STATUS_CANCELLED,         N_("Issue cancelled") },
  { "T", JB_STATUS_REQUEST_REFUSED,   N_("Request refused") },
  { "W", JB_STATUS_REQUEST_WITHDRAWN, N_("Request withdrawn") },
};

static const Code nts_statuses[] = {
  { "0", JB_NTS_SENDING,    N_("Sending") },
  { "1", JB_NTS_PROCESSING, N_("Being processed") },
  { "2", JB_NTS_FAILED,     N_("Sending failed") },
  { "3", JB_NTS_REFUSED,    N_("Refused by the NTS") },
  { "7", JB_NTS_SENT,       N_("Sent") },
  { "9", JB_NTS_NOT_SENT,   N_("Not sent") },
};

static const Code verdicts[] = {
  { NULL, JB_VERDICT_UNCHECKED,    N_("Not checked") },
  { NULL, JB_VERDICT_TRUSTED,      N_("Signature confirmed") },
  { NULL, JB_VERDICT_VALID,        N_("Signed, issuer not known") },
  { NULL, JB_VERDICT_UNSIGNED,     N_("Not signed") },
  { NULL, JB_VERDICT_ALTERED,      N_("Differs from what was signed") },
  { NULL, JB_VERDICT_UNKNOWN_FORM, N_("Unknown form of signature") },
  { NULL, JB_VERDICT_UNREADABLE,   N_("Not readable") },
};

static const char *
find_name (const Code *codes,
           gsize       n_codes,
           int         value)
{
  for (gsize i = 0; i < n_codes; i++)
    {
      if (codes[i].value == value)
        return _(codes[i].name);
    }

  return _("Unknown");
}

static int
find_value (const Code *codes,
            gsize       n_codes,
            const char *code)
{
  if (code == NULL)
    return 0;

  for (gsize i = 0; i < n_codes; i++)
    {
      if (strcmp (codes[i].code, code) == 0)
        return codes[i].value;
    }

  return 0;
}

static int
kind_class (int kind)
{
  return kind / 100;
}

static int
kind_sort (int kind)
{
  return kind % 100;
}

gboolean
jb_kind_parse (const char *text,
               int        *kind)
{
  int value = 0;

  g_return_val_if_fail (kind != NULL, FALSE);

  if (text == NULL || strlen (text) != 4)
    return FALSE;

  for (int i = 0; i < 4; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      value = value * 10 + (text[i] - '0');
    }

  if (value == 0)
    return FALSE;

  *kind = value;
  return TRUE;
}

void
jb_kind_write (int  kind,
               char out[5])
{
  g_return_if_fail (out != NULL);

  if (kind < 0 || kind > 9999)
    kind = 0;

  for (int i = 3; i >= 0; i--)
    {
      out[i] = '0' + kind % 10;
      kind /= 10;
    }
  out[4] = '\0';
}

gboolean
jb_kind_is_known (int kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (kinds[i].kind == kind)
        return TRUE;
    }

  return FALSE;
}

gboolean
jb_kind_is_amended (int kind)
{
  return kind_class (kind) == CLASS_AMENDED_TAX || kind_class (kind) == CLASS_AMENDED_EXEMPT;
}

gboolean
jb_kind_is_exempt (int kind)
{
  return kind_class (kind) == CLASS_EXEMPT || kind_class (kind) == CLASS_AMENDED_EXEMPT;
}

gboolean
jb_kind_is_zero_rated (int kind)
{
  return kind_sort (kind) == SORT_ZERO_RATED || kind_sort (kind) == SORT_ZERO_RATED_CONSIGNMENT;
}

gboolean
jb_kind_is_consignment (int kind)
{
  return kind_sort (kind) == SORT_CONSIGNMENT || kind_sort (kind) == SORT_ZERO_RATED_CONSIGNMENT;
}

gboolean
jb_kind_is_import (int kind)
{
  return kind_sort (kind) == SORT_IMPORT || kind_sort (kind) == SORT_IMPORT_DEFERRED;
}

const char *
jb_kind_get_name (int kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (kinds[i].kind == kind)
        return _(kinds[i].name);
    }

  return _("Unknown");
}

const char *
jb_direction_get_name (JbDirection direction)
{
  return find_name (directions, G_N_ELEMENTS (directions), direction);
}

const char *
jb_purpose_get_name (JbPurpose purpose)
{
  return find_name (purposes, G_N_ELEMENTS (purposes), purpose);
}

const char *
jb_amendment_get_name (JbAmendment amendment)
{
  if (amendment == JB_AMENDMENT_NONE)
    return _("None");

  return find_name (amendments, G_N_ELEMENTS (amendments), amendment);
}

const char *
jb_payment_kind_get_name (JbPaymentKind kind)
{
  return find_name (payment_kinds, G_N_ELEMENTS (payment_kinds), kind);
}

const char *
jb_status_get_name (JbStatus status)
{
  return find_name (statuses, G_N_ELEMENTS (statuses), status);
}

const char *
jb_nts_status_get_name (JbNtsStatus status)
{
  return find_name (nts_statuses, G_N_ELEMENTS (nts_statuses), status);
}

const char *
jb_verdict_get_name (JbVerdict verdict)
{
  return find_name (verdicts, G_N_ELEMENTS (verdicts), verdict);
}

const char *
jb_direction_get_nick (JbDirection direction)
{
  for (gsize i = 0; i < G_N_ELEMENTS (directions); i++)
    {
      if (directions[i].value == (int) direction)
        return directions[i].code;
    }

  return "unknown";
}

JbDirection
jb_direction_from_nick (const char *nick)
{
  return find_value (directions, G_N_ELEMENTS (directions), nick);
}

const char *
jb_verdict_get_nick (JbVerdict verdict)
{
  switch (verdict)
    {
    case JB_VERDICT_VALID:
      return "valid";
    case JB_VERDICT_UNSIGNED:
      return "unsigned";
    case JB_VERDICT_ALTERED:
      return "altered";
    case JB_VERDICT_UNKNOWN_FORM:
      return "unknown-form";
    case JB_VERDICT_UNREADABLE:
      return "unreadable";
    case JB_VERDICT_TRUSTED:
      return "trusted";
    case JB_VERDICT_UNCHECKED:
    default:
      return "unchecked";
    }
}

JbAmendment
jb_amendment_from_code (const char *code)
{
  return find_value (amendments, G_N_ELEMENTS (amendments), code);
}

JbPurpose
jb_purpose_from_code (const char *code)
{
  return find_value (purposes, G_N_ELEMENTS (purposes), code);
}

JbPartyKind
jb_party_kind_from_code (const char *code)
{
  return find_value (party_kinds, G_N_ELEMENTS (party_kinds), code);
}

JbStatus
jb_status_from_code (const char *code)
{
  return find_value (statuses, G_N_ELEMENTS (statuses), code);
}

JbNtsStatus
jb_nts_status_from_code (const char *code)
{
  return find_value (nts_statuses, G_N_ELEMENTS (nts_statuses), code);
}
