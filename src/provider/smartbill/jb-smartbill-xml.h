/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* OS_DTI_XML: an answer becomes originals, one for each id asked (smartbill.md 3.2, U-33). Used by jb-smartbill.c; any thread. */

#pragma once

#include "jb-provider.h"

G_BEGIN_DECLS

/* smartbill.md 2: how many issue ids one request may name. */
#define JB_SMARTBILL_MAX_IDS 100

/* (transfer full) (element-type JbFetchedOriginal): in the order of @issue_ids. */
GPtrArray *jb_smartbill_xml_read  (GBytes              *body,
                                   const char * const  *issue_ids,
                                   GError             **error);

G_END_DECLS
