/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Making, copying and freeing the plain values inside an invoice. */

#define G_LOG_DOMAIN "jb-party"

#include "config.h"

#include "jb-party.h"

static void
contact_copy (const JbContact *from,
              JbContact       *to)
{
  to->department = g_strdup (from->department);
  to->person = g_strdup (from->person);
  to->phone = g_strdup (from->phone);
  to->email = g_strdup (from->email);
}

static void
contact_clear (JbContact *contact)
{
  g_free (contact->department);
  g_free (contact->person);
  g_free (contact->phone);
  g_free (contact->email);
}

JbParty *
jb_party_new (void)
{
  return g_new0 (JbParty, 1);
}

JbParty *
jb_party_copy (const JbParty *party)
{
  JbParty *copy;

  if (party == NULL)
    return NULL;

  copy = jb_party_new ();
  copy->kind = party->kind;
  copy->registration = g_strdup (party->registration);
  copy->branch = g_strdup (party->branch);
  copy->name = g_strdup (party->name);
  copy->representative = g_strdup (party->representative);
  copy->business_type = g_strdup (party->business_type);
  copy->business_item = g_strdup (party->business_item);
  copy->address = g_strdup (party->address);
  contact_copy (&party->contact, &copy->contact);
  contact_copy (&party->second_contact, &copy->second_contact);
  return copy;
}

void
jb_party_free (JbParty *party)
{
  if (party == NULL)
    return;

  g_free (party->registration);
  g_free (party->branch);
  g_free (party->name);
  g_free (party->representative);
  g_free (party->business_type);
  g_free (party->business_item);
  g_free (party->address);
  contact_clear (&party->contact);
  contact_clear (&party->second_contact);
  g_free (party);
}

JbLine *
jb_line_new (void)
{
  return g_new0 (JbLine, 1);
}

JbLine *
jb_line_copy (const JbLine *line)
{
  JbLine *copy;

  if (line == NULL)
    return NULL;

  copy = jb_line_new ();
  *copy = *line;
  copy->name = g_strdup (line->name);
  copy->specification = g_strdup (line->specification);
  copy->quantity = g_strdup (line->quantity);
  copy->unit_price = g_strdup (line->unit_price);
  copy->remark = g_strdup (line->remark);
  return copy;
}

void
jb_line_free (JbLine *line)
{
  if (line == NULL)
    return;

  g_free (line->name);
  g_free (line->specification);
  g_free (line->quantity);
  g_free (line->unit_price);
  g_free (line->remark);
  g_free (line);
}
