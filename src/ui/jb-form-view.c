/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Each page is drawn once into a node in points, which GTK draws at whatever size and for whatever screen: sharp, and cheap to
 * scroll. The first page comes with the first frame, the others one after each frame. */

#define G_LOG_DOMAIN "jb-form-view"

#include "config.h"

#include "jb-form-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN    12
#define GAP       12
#define MIN_ZOOM  0.25
#define MAX_ZOOM  5.0
#define ZOOM_STEP 1.2

typedef enum
{
  PROP_ZOOM = 1,
} JbFormViewProperty;

static GParamSpec *properties[PROP_ZOOM + 1];

enum
{
  OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (JbFormView, jb_form_view, GTK_TYPE_WIDGET)

/* Of a page on the screen, in points. */
#define PAGE_WIDTH (JB_FORM_PAPER_WIDTH - 2 * JB_FORM_SPARE)

static double
page_height (JbFormView *self,
             guint       page)
{
  return jb_form_get_height (self->form, page) - 2 * JB_FORM_SPARE;
}

static guint
n_pages (JbFormView *self)
{
  return self->form != NULL ? jb_form_get_n_pages (self->form) : 0;
}

/* -- sizes ---------------------------------------------------------------------------------------------------------- */

static double
scale_for (JbFormView *self,
           int         width)
{
  if (self->zoom > 0)
    return self->zoom * JB_FORM_VIEW_POINT;
  return MAX ((width - 2 * MARGIN) / PAGE_WIDTH, MIN_ZOOM);
}

static int
height_for (JbFormView *self,
            int         width)
{
  double scale = scale_for (self, width);
  int height = 2 * MARGIN;

  for (guint page = 0; page < n_pages (self); page++)
    height += (int) ceil (page_height (self, page) * scale) + (page > 0 ? GAP : 0);
  return height;
}

void
_jb_form_view_locate (JbFormView   *self,
                      guint         page,
                      GdkRectangle *place)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double scale = scale_for (self, width);

  place->width = (int) ceil (PAGE_WIDTH * scale);
  place->x = MAX ((width - place->width) / 2, MARGIN);
  place->y = MARGIN;
  for (guint i = 0; i < page; i++)
    place->y += (int) ceil (page_height (self, i) * scale) + GAP;
  place->height = (int) ceil (page_height (self, page) * scale);
}

static GtkSizeRequestMode
jb_form_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
jb_form_view_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  JbFormView *self = JB_FORM_VIEW (widget);
  int paper = (int) ceil (PAGE_WIDTH * (self->zoom > 0 ? self->zoom * JB_FORM_VIEW_POINT : 1)) + 2 * MARGIN;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = self->zoom > 0 ? paper : 200;
      *natural = paper;
    }
  else
    *minimum = *natural = height_for (self, for_size > 0 ? for_size : paper);
}

static void
jb_form_view_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  JbFormView *self = JB_FORM_VIEW (widget);

  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* -- drawing -------------------------------------------------------------------------------------------------------- */

static GskRenderNode *
draw_page (JbFormView *self,
           guint       page)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, JB_FORM_PAPER_WIDTH,
                                                                          jb_form_get_height (self->form, page)));

  jb_form_draw (self->form, page, cr);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

static gboolean
more_cb (gpointer user_data)
{
  JbFormView *self = user_data;

  self->more_source = 0;
  g_ptr_array_add (self->nodes, draw_page (self, self->nodes->len));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
draw_paper (GtkSnapshot        *snapshot,
            const GdkRectangle *place)
{
  const GdkRGBA white = { 1, 1, 1, 1 }, shadow = { 0, 0, 0, 0.35f };
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (place->x, place->y, place->width, place->height);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &bounds, 0);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0, 1, 0, 4);
  gtk_snapshot_append_color (snapshot, &white, &bounds);
}

/* In the colour of paper markers: the paper is white in dark style, too. */
static void
draw_chosen (JbFormView  *self,
             GtkSnapshot *snapshot)
{
  const JbFormField *field = jb_form_view_get_field (self);
  const GdkRGBA mark = { 1.0f, 0.80f, 0.10f, 0.38f }, edge = { 0.11f, 0.44f, 0.85f, 1 };
  const float widths[] = { 1, 1, 1, 1 };
  const GdkRGBA colours[] = { edge, edge, edge, edge };
  graphene_rect_t bounds;
  GskRoundedRect outline;

  if (field == NULL)
    return;
  bounds = GRAPHENE_RECT_INIT (field->box.x, field->box.y, field->box.width, field->box.height);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, 1);
  gtk_snapshot_append_color (snapshot, &mark, &bounds);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

static void
jb_form_view_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  JbFormView *self = JB_FORM_VIEW (widget);
  float scale = (float) scale_for (self, gtk_widget_get_width (widget));

  for (guint page = 0; page < n_pages (self); page++)
    {
      GdkRectangle place;

      _jb_form_view_locate (self, page, &place);
      draw_paper (snapshot, &place);
      if (page == 0 && self->nodes->len == 0)
        g_ptr_array_add (self->nodes, draw_page (self, 0));
      if (page >= self->nodes->len)
        continue;

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (place.x, place.y));
      gtk_snapshot_scale (snapshot, scale, scale);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-JB_FORM_SPARE, -JB_FORM_SPARE));
      if (page == self->page)
        draw_chosen (self, snapshot);
      gtk_snapshot_append_node (snapshot, g_ptr_array_index (self->nodes, page));
      gtk_snapshot_restore (snapshot);
    }
  if (self->nodes->len < n_pages (self) && self->more_source == 0)
    self->more_source = g_idle_add (more_cb, self);
}

/* -- the chosen field ----------------------------------------------------------------------------------------------- */

const JbFormField *
jb_form_view_get_field (JbFormView *self)
{
  GPtrArray *fields;

  g_return_val_if_fail (JB_IS_FORM_VIEW (self), NULL);

  if (self->form == NULL || self->field < 0)
    return NULL;
  fields = jb_form_get_fields (self->form, self->page);
  return (guint) self->field < fields->len ? g_ptr_array_index (fields, (guint) self->field) : NULL;
}

/* What a person hears who does not see it: the field, or which form this is. */
static void
tell (JbFormView *self)
{
  const JbFormField *field = jb_form_view_get_field (self);
  g_autofree char *label = NULL;

  if (field != NULL)
    label = g_strdup_printf ("%s: %s", field->name, field->text);
  else
    label = g_strdup (self->form != NULL ? jb_form_get_title (self->form) : _("Form"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Into sight, with the scrolled window around it. */
static void
scroll_to (JbFormView        *self,
           const JbFormField *field)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  double scale = scale_for (self, gtk_widget_get_width (GTK_WIDGET (self)));
  GdkRectangle place;

  if (scroller == NULL)
    return;
  _jb_form_view_locate (self, self->page, &place);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)),
                             place.y + (field->box.y - JB_FORM_SPARE) * scale - GAP,
                             place.y + (field->box.y - JB_FORM_SPARE + field->box.height) * scale + GAP);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller)),
                             place.x + (field->box.x - JB_FORM_SPARE) * scale - GAP,
                             place.x + (field->box.x - JB_FORM_SPARE + field->box.width) * scale + GAP);
}

void
_jb_form_view_choose (JbFormView *self,
                      guint       page,
                      int         field)
{
  if (self->page == page && self->field == field)
    return;

  self->page = page;
  self->field = field;
  if (jb_form_view_get_field (self) != NULL)
    scroll_to (self, jb_form_view_get_field (self));
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
jb_form_view_move (JbFormView *self,
                   int         step)
{
  guint page = self->page;
  int field = self->field;

  g_return_if_fail (JB_IS_FORM_VIEW (self));

  if (n_pages (self) == 0)
    return;
  if (field < 0)
    {
      page = step > 0 ? 0 : n_pages (self) - 1;
      field = step > 0 ? -1 : (int) jb_form_get_fields (self->form, page)->len;
    }
  field += step;
  while (field < 0 && page > 0)
    field += (int) jb_form_get_fields (self->form, --page)->len;
  while (field >= (int) jb_form_get_fields (self->form, page)->len && page + 1 < n_pages (self))
    field -= (int) jb_form_get_fields (self->form, page++)->len;
  field = CLAMP (field, 0, (int) jb_form_get_fields (self->form, page)->len - 1);
  _jb_form_view_choose (self, page, field);
}

gboolean
jb_form_view_copy (JbFormView *self)
{
  const JbFormField *field;

  g_return_val_if_fail (JB_IS_FORM_VIEW (self), FALSE);

  field = jb_form_view_get_field (self);
  if (field != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), field->text);
  return field != NULL;
}

void
jb_form_view_copy_all (JbFormView *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (JB_IS_FORM_VIEW (self));

  if (self->form == NULL)
    return;
  text = jb_form_describe (self->form);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* -- the form and its size ------------------------------------------------------------------------------------------ */

void
jb_form_view_set_form (JbFormView *self,
                       JbForm     *form)
{
  g_autofree char *text = NULL;

  g_return_if_fail (JB_IS_FORM_VIEW (self));
  g_return_if_fail (form == NULL || JB_IS_FORM (form));

  if (!g_set_object (&self->form, form))
    return;

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_ptr_array_set_size (self->nodes, 0);
  self->page = 0;
  self->field = -1;
  text = form != NULL ? jb_form_describe (form) : g_strdup ("");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  tell (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

JbForm *
jb_form_view_get_form (JbFormView *self)
{
  g_return_val_if_fail (JB_IS_FORM_VIEW (self), NULL);

  return self->form;
}

void
jb_form_view_set_zoom (JbFormView *self,
                       double      zoom)
{
  g_return_if_fail (JB_IS_FORM_VIEW (self));

  zoom = zoom > 0 ? CLAMP (zoom, MIN_ZOOM, MAX_ZOOM) : 0;
  if (self->zoom == zoom)
    return;

  self->zoom = zoom;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

double
jb_form_view_get_zoom (JbFormView *self)
{
  g_return_val_if_fail (JB_IS_FORM_VIEW (self), 0);

  return self->zoom;
}

double
jb_form_view_get_scale (JbFormView *self)
{
  g_return_val_if_fail (JB_IS_FORM_VIEW (self), 1);

  return scale_for (self, gtk_widget_get_width (GTK_WIDGET (self))) / JB_FORM_VIEW_POINT;
}

void
jb_form_view_zoom_in (JbFormView *self)
{
  jb_form_view_set_zoom (self, jb_form_view_get_scale (self) * ZOOM_STEP);
}

void
jb_form_view_zoom_out (JbFormView *self)
{
  jb_form_view_set_zoom (self, jb_form_view_get_scale (self) / ZOOM_STEP);
}

void
jb_form_view_set_menu (JbFormView *self,
                       GMenuModel *menu)
{
  g_return_if_fail (JB_IS_FORM_VIEW (self));

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_form_view_dispose (GObject *object)
{
  JbFormView *self = JB_FORM_VIEW (object);

  g_clear_handle_id (&self->more_source, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_ptr_array_set_size (self->nodes, 0);
  g_clear_object (&self->form);

  G_OBJECT_CLASS (jb_form_view_parent_class)->dispose (object);
}

static void
jb_form_view_finalize (GObject *object)
{
  JbFormView *self = JB_FORM_VIEW (object);

  g_ptr_array_unref (self->nodes);

  G_OBJECT_CLASS (jb_form_view_parent_class)->finalize (object);
}

static void
jb_form_view_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch ((JbFormViewProperty) prop_id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, JB_FORM_VIEW (object)->zoom);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_form_view_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch ((JbFormViewProperty) prop_id)
    {
    case PROP_ZOOM:
      jb_form_view_set_zoom (JB_FORM_VIEW (object), g_value_get_double (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_form_view_class_init (JbFormViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jb_form_view_dispose;
  object_class->finalize = jb_form_view_finalize;
  object_class->get_property = jb_form_view_get_property;
  object_class->set_property = jb_form_view_set_property;
  widget_class->get_request_mode = jb_form_view_get_request_mode;
  widget_class->measure = jb_form_view_measure;
  widget_class->size_allocate = jb_form_view_size_allocate;
  widget_class->snapshot = jb_form_view_snapshot;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, MAX_ZOOM, 0,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  _jb_form_view_bind_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "formview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DOCUMENT);
}

static void
jb_form_view_init (JbFormView *self)
{
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  self->field = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  _jb_form_view_add_controllers (self);
  tell (self);
}
