/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A real HTTP server on loopback whose every answer a test writes itself. Lives in the test's own main context. */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "jb-test.h"

typedef struct _JbServer JbServer;

/* Answers one request: with soup_server_message_… or with one of the helpers below. */
typedef void (*JbServerFunc) (JbServer          *server,
                              SoupServerMessage *message);

struct _JbServer
{
  SoupServer   *soup;
  char         *uri;
  JbServerFunc  func;
  gpointer      data;         /* the test's own */
  guint         n_requests;
  GPtrArray    *requests;     /* (element-type GBytes): bodies in the order they came */
};

/* @certificate: (nullable): https when given. */
JbServer   *jb_server_new            (JbServerFunc        func,
                                      gpointer            data,
                                      GTlsCertificate    *certificate);
void        jb_server_free           (JbServer           *server);

/* (transfer full): the last request as an object. */
JsonObject *jb_server_dup_request    (JbServer           *server,
                                      guint               position);

void        jb_server_answer         (SoupServerMessage  *message,
                                      guint               status,
                                      const char         *body);
/* Takes the request and stays silent. */
void        jb_server_hang           (SoupServerMessage  *message);
/* Writes these bytes as they are and closes the connection. */
void        jb_server_answer_raw     (SoupServerMessage  *message,
                                      const char         *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbServer, jb_server_free)
