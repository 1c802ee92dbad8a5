/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* For the tests of the sign-up: a form that is in order, and a visitor who says over a bare socket whatever a test wants said.
 * The server runs in the same thread, so every wait turns the main loop. */

#pragma once

#include "jb-test.h"

#include "jb-signup-form.h"

#include <string.h>

#define SIGNUP_COMPANY "0001234013"
#define SIGNUP_NOW_MS  (G_GINT64_CONSTANT (1789482600) * 1000)

static const JbSignupTerms signup_demo = { JB_SIGNUP_DEMO, JB_SIGNUP_NEWER, JB_SIGNUP_UTF_8 };

/* (transfer full) */
static inline JbSignupForm *
signup_form_new (void)
{
  static const struct
  {
    JbSignupField  field;
    const char    *value;
  } values[] = {
    { JB_SIGNUP_COMPANY_NUMBER, SIGNUP_COMPANY }, { JB_SIGNUP_COMPANY_NAME, "가온문구" },
    { JB_SIGNUP_REPRESENTATIVE, "홍가온" }, { JB_SIGNUP_BUSINESS_TYPE, "도소매" }, { JB_SIGNUP_BUSINESS_ITEM, "문구" },
    { JB_SIGNUP_POSTAL_CODE, "00001" }, { JB_SIGNUP_ADDRESS, "예시도 보기시 견본로 1" }, { JB_SIGNUP_LINK_CODE, "JANGBU_TEST" },
    { JB_SIGNUP_PERSON_NAME, "홍가온" }, { JB_SIGNUP_PERSON_PHONE, "02-000-0001" }, { JB_SIGNUP_PERSON_MOBILE, "010-0000-0001" },
    { JB_SIGNUP_PERSON_FAX, "" }, { JB_SIGNUP_PERSON_EMAIL, "gaon@example.com" }, { JB_SIGNUP_IS_MASTER, "Y" },
    { JB_SIGNUP_USER_ID, "erp-user-7" },
  };
  JbSignupForm *form = jb_signup_form_new ();

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    jb_signup_form_set (form, values[i].field, values[i].value);

  return form;
}

typedef struct
{
  GSocket  *socket;
  GString  *heard;
  gboolean  is_over;     /* the other side has closed, or nobody opened */
} Visitor;

/* @from: a loopback address of the visitor's own */
static inline Visitor *
visitor_new_from (const char *from,
                  guint       port)
{
  Visitor *visitor = g_new0 (Visitor, 1);
  g_autoptr(GSocketAddress) own = g_inet_socket_address_new_from_string (from, 0);
  g_autoptr(GSocketAddress) server = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr(GError) error = NULL;

  visitor->heard = g_string_new (NULL);
  visitor->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (visitor->socket, own, FALSE, &error);
  g_assert_no_error (error);
  if (!g_socket_connect (visitor->socket, server, NULL, &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
      visitor->is_over = TRUE;
    }
  g_socket_set_blocking (visitor->socket, FALSE);
  return visitor;
}

static inline Visitor *
visitor_new (guint port)
{
  return visitor_new_from ("127.0.0.1", port);
}

static inline void
visitor_free (Visitor *visitor)
{
  g_object_unref (visitor->socket);
  g_string_free (visitor->heard, TRUE);
  g_free (visitor);
}

/* Says all of it, or as much as the other side listens to. */
static inline void
visitor_say (Visitor    *visitor,
             const char *text,
             gsize       size)
{
  while (size > 0 && !visitor->is_over)
    {
      g_autoptr(GError) error = NULL;
      gssize sent = g_socket_send (visitor->socket, text, MIN (size, 16384), NULL, &error);

      if (sent > 0)
        {
          text += sent;
          size -= (gsize) sent;
        }
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          visitor->is_over = TRUE;
        }
      g_main_context_iteration (NULL, FALSE);
    }
}

/* TRUE when the other side has closed. */
static inline gboolean
visitor_listen (Visitor *visitor)
{
  char buffer[4096];
  gssize got;

  while (!visitor->is_over && (got = g_socket_receive (visitor->socket, buffer, sizeof buffer, NULL, NULL)) != -1)
    {
      if (got == 0)
        visitor->is_over = TRUE;
      else
        g_string_append_len (visitor->heard, buffer, got);
    }
  if (!visitor->is_over && !g_socket_is_connected (visitor->socket))
    visitor->is_over = TRUE;
  return visitor->is_over;
}

/* Says @text, waits for the end, and gives all that was heard; "" when nobody opened or the answer was cut. (transfer full) */
static inline char *
visitor_ask (guint       port,
             const char *text)
{
  Visitor *visitor = visitor_new (port);
  char *heard;

  visitor_say (visitor, text, strlen (text));
  jb_test_wait_until (visitor_listen (visitor));
  heard = g_strdup (visitor->heard->str);
  visitor_free (visitor);
  return heard;
}

#define assert_starts(text, start)                                              \
  G_STMT_START {                                                                \
    if (!g_str_has_prefix ((text), (start)))                                    \
      g_error ("%s:%d: “%s” does not start with “%s”", __FILE__, __LINE__, (text), (start)); \
  } G_STMT_END
#define assert_has(text, part)                                                  \
  G_STMT_START {                                                                \
    if (strstr ((text), (part)) == NULL)                                        \
      g_error ("%s:%d: “%s” is not in “%s”", __FILE__, __LINE__, (part), (text)); \
  } G_STMT_END
