/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps between a company and its first collected invoice: what each is, who does it, and how it stands by a service's live
 * answers. Filled in by the folder of each service; shown by ui/, which knows no service's codes. Main thread. */

#pragma once

#include "jb-provider.h"

G_BEGIN_DECLS

typedef enum
{
  JB_PREREQUISITE_FIREWALL,
  JB_PREREQUISITE_JOIN,
  JB_PREREQUISITE_DEPARTMENT_USER,   /* created at HomeTax */
  JB_PREREQUISITE_LINKING,           /* the service's staff open the API for the company */
  JB_PREREQUISITE_CODE,
  JB_PREREQUISITE_TOKEN,
  JB_PREREQUISITE_REGISTRATION,      /* the department user, entered at the service */
} JbPrerequisiteKind;

typedef enum
{
  JB_PREREQUISITE_NOT_ASKED,         /* nothing was asked, or an earlier step is in the way */
  JB_PREREQUISITE_DONE,
  JB_PREREQUISITE_MISSING,           /* the answer points at this step */
  JB_PREREQUISITE_UNKNOWN,           /* asked, and the answer does not tell */
} JbPrerequisiteState;

typedef struct
{
  JbPrerequisiteKind   kind;
  const char          *id;           /* static: how settings name it */
  char                *title;        /* all texts are translated */
  char                *explanation;
  char                *who;          /* "By you, at SmartBill": by whom it is done */
  char                *page;         /* (nullable): the address of the page where it is done */
  gboolean             personal;     /* no answer tells, or not at once: the person may say that it is done */
  JbPrerequisiteState  state;
  char                *seen;         /* (nullable): a sentence: what was seen of it */
} JbPrerequisite;

void        jb_prerequisite_free            (JbPrerequisite         *prerequisite);

/* (transfer full) (element-type JbPrerequisite): the steps for collecting from @service, in the order in which people take them;
 * nothing is asked yet. Error CONFIG: unknown service or environment (as in JbConnection). */
GPtrArray  *jb_provider_list_prerequisites  (const char             *service,
                                             const char             *environment,
                                             GError                **error);

/* How the steps stand. Without a code and an account in @config only the way to the service is tried; with them, a token and at
 * most one list for each direction are asked for, once each. @config's token is not used. */
void        jb_provider_probe_async         (const JbProviderConfig *config,
                                             GCancellable           *cancellable,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
/* (transfer full) (element-type JbPrerequisite). What a service refuses is a state, not an error; errors are CONFIG as above, and
 * G_IO_ERROR_CANCELLED. */
GPtrArray  *jb_provider_probe_finish        (GAsyncResult           *result,
                                             GError                **error);

/* (transfer full) (element-type JbPrerequisite) (nullable): the steps as the failure of jb_provider_check_async() shows them; NULL
 * when it shows nothing of them. */
GPtrArray  *jb_provider_explain_failure     (const char             *service,
                                             const char             *environment,
                                             const GError           *failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbPrerequisite, jb_prerequisite_free)

G_END_DECLS
