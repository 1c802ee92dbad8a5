/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A connection (연결): one company's account at one service in one environment. Holds no secret.
 * Kept by archive/, carried by sync/, shown by ui/ and cli/. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The service of what the user brings as files. The book makes a connection of it by itself, one for each company; nobody lists it,
 * collects from it or asks it for anything: it only says where a row came from. */
#define JB_SERVICE_FILE "file"

typedef struct
{
  gint64    id;             /* row in the book; 0 = not stored yet */
  char     *service;        /* "smartbill" */
  char     *environment;    /* "demo", "production" or a URL */
  char     *company;        /* ten digits */
  char     *company_name;   /* (nullable): unknown until the first invoice */
  char     *account;        /* the user's id at the service (SmartBill: SbId) */
  char     *name;           /* (nullable): what the user calls it */
  gboolean  paused;
} JbConnection;

JbConnection *jb_connection_new   (void);
JbConnection *jb_connection_copy  (const JbConnection *connection);
void          jb_connection_free  (JbConnection       *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbConnection, jb_connection_free)

G_END_DECLS
