/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a department user (부서사용자) is, why it is better than a certificate for collecting, and how it comes into being at HomeTax:
 * etax-domain.md 5.4, popbill.md 6. Used by JbChecklistRow. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define JB_TYPE_DEPARTMENT_USER (jb_department_user_get_type ())
G_DECLARE_FINAL_TYPE (JbDepartmentUser, jb_department_user, JB, DEPARTMENT_USER, AdwBin)

G_END_DECLS
