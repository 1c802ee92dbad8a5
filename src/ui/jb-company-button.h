/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose invoices the window shows: a plain title while the book has one company, and a choice among them while it has several.
 * Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_COMPANY_BUTTON (jb_company_button_get_type ())
G_DECLARE_FINAL_TYPE (JbCompanyButton, jb_company_button, JB, COMPANY_BUTTON, AdwBin)

/* Signal "changed": the user chose another one. */

/* @companies (element-type JbCompany) and @connections (element-type JbConnection) as the book has them now; nothing of them is kept.
 * @demo: of the program's own demo, whose address is no one's demo or production. A company that was chosen and is not among them
 * any more is chosen no longer; "changed" is not emitted. */
void         jb_company_button_set_companies  (JbCompanyButton  *self,
                                               GPtrArray        *companies,
                                               GPtrArray        *connections,
                                               gboolean          demo);
/* @registration: NULL or empty = all of them. Before the companies are known it is taken on trust. */
void         jb_company_button_set_company    (JbCompanyButton  *self,
                                               const char       *registration);
/* (nullable) (transfer none): the registration number, NULL = all. */
const char  *jb_company_button_get_company    (JbCompanyButton  *self);
/* (transfer none): what the title says: a company, all companies, or the program while there is none. */
const char  *jb_company_button_get_title      (JbCompanyButton  *self);
/* Opens the choice, if there is one. */
void         jb_company_button_popup          (JbCompanyButton  *self);

G_END_DECLS
