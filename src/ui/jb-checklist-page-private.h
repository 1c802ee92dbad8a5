/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of the checklist page and what they do for each other. Used by jb-checklist-page*.c only. */

#pragma once

#include "jb-checklist-page.h"

#include "jb-checklist-row.h"

G_BEGIN_DECLS

struct _JbChecklistPage
{
  AdwBin                parent_instance;

  GtkScrolledWindow    *scroller;
  GtkWidget            *content;
  GtkWidget            *next_group;
  AdwActionRow         *next_row;
  GtkWidget            *protect_row;
  AdwComboRow          *target_row;
  GtkEditable          *number_row;
  GtkLabel             *number_hint;
  AdwComboRow          *environment_row;
  GtkLabel             *summary_label;
  GtkLabel             *answer_label;
  GtkStack             *check_stack;
  GtkListBox           *steps_list;

  JbSession            *session;
  GSettings            *settings;         /* (nullable) */
  GPtrArray            *connections;      /* (element-type JbConnection) */
  JbConnection         *target;           /* whose steps are shown; id 0 = typed, not connected */
  GSettings            *target_settings;  /* (nullable) */
  GHashTable           *ticks;            /* (element-type utf8): ids of steps that the person said are done */
  GPtrArray            *steps;            /* (element-type JbPrerequisite): of the target */
  GPtrArray            *rows;             /* (element-type JbChecklistRow) (borrowed): one for each step */
  GHashTable           *brought;          /* (element-type gint64): connections whose last run went through -> whether it brought
                                           * anything */
  guint                 n_invoices;
  GCancellable         *cancellable;      /* (nullable): of the check that is going on */
  guint                 scroll_id;
  gint64                scroll_end;       /* of the frame clock, us */
  guint                 filling : 1;      /* what changes is not the person's doing */
  guint                 placed : 1;       /* the first step to open has been chosen */
};

/* -- jb-checklist-page-target.c: whose steps they are -- */

void      _jb_checklist_page_bind_target    (GtkWidgetClass      *widget_class);
void      _jb_checklist_page_restore_target (JbChecklistPage     *self);
/* Follows the connections: keeps what is chosen, and goes to one that has just come into being. */
void      _jb_checklist_page_offer_targets  (JbChecklistPage     *self,
                                             GPtrArray           *connections);
void      _jb_checklist_page_set_tick       (JbChecklistPage     *self,
                                             const char          *id,
                                             gboolean             on);

/* -- jb-checklist-page-open.c: the step that is open -- */

/* The step that a first run stopped at, else the next one. */
void      _jb_checklist_page_place          (JbChecklistPage     *self);
/* @position: -1 opens none, and the top comes into view. */
void      _jb_checklist_page_point_at       (JbChecklistPage     *self,
                                             int                  position);
void      _jb_checklist_page_point_at_next  (JbChecklistPage     *self);
/* Goes on from a step that the person has just done. */
void      _jb_checklist_page_point_after    (JbChecklistPage     *self,
                                             guint                position);
/* "notify::expanded" of a row. */
void      _jb_checklist_page_row_expanded   (JbChecklistPage     *self,
                                             GParamSpec          *pspec,
                                             JbChecklistRow      *row);
void      _jb_checklist_page_stop_following (JbChecklistPage     *self);

/* -- jb-checklist-page.c: how the steps stand -- */

JbPrerequisite *_jb_checklist_page_get_step (JbChecklistPage     *self,
                                             guint                position);
/* By an answer or by the person's word. */
gboolean  _jb_checklist_page_is_done        (JbChecklistPage     *self,
                                             guint                position);
/* The step that is to be done next: what an answer points at, else what no answer could tell, else the first one. -1: none is left. */
int       _jb_checklist_page_find_next      (JbChecklistPage     *self);

/* The target is another one. */
void      _jb_checklist_page_restart        (JbChecklistPage     *self);

G_END_DECLS
