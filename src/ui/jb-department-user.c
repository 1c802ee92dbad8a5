/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A template and no more: all of it is text. */

#define G_LOG_DOMAIN "jb-department-user"

#include "config.h"

#include "jb-department-user.h"

struct _JbDepartmentUser
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (JbDepartmentUser, jb_department_user, ADW_TYPE_BIN)

static void
jb_department_user_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_DEPARTMENT_USER);

  G_OBJECT_CLASS (jb_department_user_parent_class)->dispose (object);
}

static void
jb_department_user_class_init (JbDepartmentUserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jb_department_user_dispose;

  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/kr/jangbu/Jangbu/ui/department-user.ui");
}

static void
jb_department_user_init (JbDepartmentUser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
