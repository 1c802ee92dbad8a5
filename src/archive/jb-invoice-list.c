/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The lazy list.
 *
 *   map    all ids of the result in order, made by the book's reader thread
 *   rows   position -> the JbInvoiceRow that somebody holds there; nobody holds it, it is not here (weak references);
 *          its invoice is read when somebody asks for it
 *   pages  values of a few dozen invoices each, the last ones used
 *
 * A new map is put to use in three steps, so that the model is whole whenever somebody is told of it: rows are moved and filled
 * silently, then the difference is announced by items_changed, then each row that shows something else says "changed".
 *
 *   another query      rows stay where they are and get other invoices; only the length is announced
 *   the list grows     from a screenful or less, as at first: one screenful at once, the rest a moment later
 *                      (jb_invoice_list_set_first_rows); that screenful is there before the first map, where the book has it ready
 *   the book changed   what old and new map share at both ends keeps its rows, only the middle is announced;
 *                      a middle too large for GTK to ask for is treated like another query */

#define G_LOG_DOMAIN "jb-invoice-list"

#include "config.h"

#include "jb-invoice-list.h"
#include "jb-invoice-row-private.h"

#define PAGE_ROWS 64
#define PAGES_KEPT 24

/* A middle up to this length is announced narrowly: GTK asks for each of its rows once. */
#define NARROW_MAX 512

/* Long enough for the first rows to be painted. Not at a low priority: where painting is slow, something that moves would keep the
 * rest away for ever. */
#define REST_DELAY_MS 50

struct _JbInvoiceList
{
  GObject         parent_instance;

  JbArchive      *archive;
  JbInvoiceQuery *query;          /* (nullable) (owned) */
  JbInvoiceMap   *map;            /* (nullable) (owned): NULL = empty */
  JbInvoiceQuery *map_query;      /* (nullable) (owned): what the map answers */

  guint           n_shown;        /* how much of the map is announced */
  guint           first_rows;     /* of the first map, announced at once; 0 = all */
  guint           rest_source;    /* will announce the rest */

  GHashTable     *rows;           /* position -> JbInvoiceRow, not owned: who is alive */
  GHashTable     *pages;          /* page number -> GPtrArray (element-type JbInvoice) (owned) */
  GQueue          recent;         /* page numbers, the last used first */

  GCancellable   *cancellable;    /* (nullable) (owned): of the map that is being made */
  guint           generation;     /* of the map that is being made */

  guint           loading : 1;
  guint           stale : 1;      /* the book changed while a map was being made */
};

typedef enum
{
  PROP_LOADING = 1,
} JbInvoiceListProperty;

typedef enum
{
  SIGNAL_LOADED,
  SIGNAL_FAILED,
} JbInvoiceListSignal;

static GParamSpec *properties[PROP_LOADING + 1];
static guint signals[SIGNAL_FAILED + 1];

static void jb_invoice_list_model_init (GListModelInterface *iface);
static void start_loading (JbInvoiceList *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (JbInvoiceList, jb_invoice_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, jb_invoice_list_model_init))

/* -- pages -------------------------------------------------------------------------------------------------------- */

static gint64
map_id (JbInvoiceMap *map,
        guint         position)
{
  return g_array_index (map->ids, guint32, position);
}

static void
forget_pages (JbInvoiceList *self)
{
  g_hash_table_remove_all (self->pages);
  g_queue_clear (&self->recent);
}

static void
touch_page (JbInvoiceList *self,
            guint          number)
{
  if (self->recent.length > 0 && g_queue_peek_head (&self->recent) == GUINT_TO_POINTER (number))
    return;

  g_queue_remove (&self->recent, GUINT_TO_POINTER (number));
  g_queue_push_head (&self->recent, GUINT_TO_POINTER (number));
  if (self->recent.length > PAGES_KEPT)
    g_hash_table_remove (self->pages, g_queue_pop_tail (&self->recent));
}

/* (nullable): NULL when the book cannot be read just now. */
static GPtrArray *
get_page (JbInvoiceList *self,
          guint          number)
{
  GPtrArray *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
  guint first = number * PAGE_ROWS;
  g_autoptr(GError) error = NULL;

  if (page == NULL)
    {
      page = jb_archive_load_page (self->archive, self->map, first, MIN (PAGE_ROWS, jb_invoice_map_get_length (self->map) - first),
                                   &error);
      if (page == NULL)
        {
          g_message ("A page of invoices cannot be read: %s", error->message);
          return NULL;
        }
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
    }

  touch_page (self, number);
  return page;
}

static JbInvoice *
read_invoice (gpointer source,
              guint    position)
{
  JbInvoiceList *self = source;
  GPtrArray *page = get_page (self, position / PAGE_ROWS);

  return page != NULL ? g_ptr_array_index (page, position % PAGE_ROWS) : NULL;
}

/* -- rows --------------------------------------------------------------------------------------------------------- */

static void
forget_row_cb (gpointer  data,
               GObject  *object)
{
  JbInvoiceList *self = data;

  /* Only the weak reference is gone: the row's memory is still there. */
  g_hash_table_remove (self->rows, GUINT_TO_POINTER (jb_invoice_row_get_position ((JbInvoiceRow *) object)));
}

static JbInvoiceRow *
make_row (JbInvoiceList *self,
          guint          position)
{
  JbInvoiceRow *row = _jb_invoice_row_new (position, map_id (self->map, position), read_invoice, self);

  g_object_weak_ref (G_OBJECT (row), forget_row_cb, self);
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (position), row);
  return row;
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint at_a = jb_invoice_row_get_position (*(JbInvoiceRow **) a);
  guint at_b = jb_invoice_row_get_position (*(JbInvoiceRow **) b);

  return at_a < at_b ? -1 : at_a > at_b;
}

/* Everybody who is alive, by position, held while they are moved. (transfer full) */
static GPtrArray *
hold_rows (JbInvoiceList *self)
{
  GPtrArray *held = g_ptr_array_new_full (g_hash_table_size (self->rows), g_object_unref);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (held, g_object_ref (row));
  g_ptr_array_sort (held, compare_positions);
  return held;
}

/* From a position of the old map to one of the new map. FALSE when the row is no longer in the list. */
typedef struct
{
  guint first;     /* where the middle begins */
  guint removed;   /* how much of the old map is the middle */
  guint added;
} Change;

static gboolean
move_position (const Change *change,
               guint        *position)
{
  if (*position < change->first)
    return TRUE;

  if (*position < change->first + change->removed)
    return FALSE;

  *position = *position - change->removed + change->added;
  return TRUE;
}

/* Without a word. (transfer full): the rows that show something else now. */
static GPtrArray *
move_rows (JbInvoiceList *self,
           const Change  *change)
{
  g_autoptr(GPtrArray) held = hold_rows (self);
  GPtrArray *different = g_ptr_array_new_with_free_func (g_object_unref);

  g_hash_table_remove_all (self->rows);
  for (guint i = 0; i < held->len; i++)
    {
      JbInvoiceRow *row = g_ptr_array_index (held, i);
      guint position = jb_invoice_row_get_position (row);
      gint64 id = 0;

      if (move_position (change, &position))
        {
          g_hash_table_insert (self->rows, GUINT_TO_POINTER (position), row);
          id = map_id (self->map, position);
        }
      else
        {
          g_object_weak_unref (G_OBJECT (row), forget_row_cb, self);
        }

      if (_jb_invoice_row_move (row, position, id))
        g_ptr_array_add (different, g_object_ref (row));
    }
  return different;
}

/* -- maps --------------------------------------------------------------------------------------------------------- */

/* What two maps share at both ends. */
static Change
trim (JbInvoiceMap *old,
      JbInvoiceMap *new_)
{
  guint n_old = jb_invoice_map_get_length (old);
  guint n_new = jb_invoice_map_get_length (new_);
  guint n_both = MIN (n_old, n_new);
  guint head = 0, tail = 0;

  while (head < n_both && map_id (old, head) == map_id (new_, head))
    head++;
  while (tail < n_both - head && map_id (old, n_old - 1 - tail) == map_id (new_, n_new - 1 - tail))
    tail++;

  return (Change) { head, n_old - head - tail, n_new - head - tail };
}

static Change
change_of_length (JbInvoiceMap *old,
                  JbInvoiceMap *new_)
{
  guint n_old = jb_invoice_map_get_length (old);
  guint n_new = jb_invoice_map_get_length (new_);
  guint n_both = MIN (n_old, n_new);

  return (Change) { n_both, n_old - n_both, n_new - n_both };
}

static void
set_loading (JbInvoiceList *self,
             gboolean       loading)
{
  if (self->loading == !!loading)
    return;

  self->loading = !!loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* A map is being made, or what it says is not all announced. */
static void
update_loading (JbInvoiceList *self)
{
  set_loading (self, self->cancellable != NULL || self->n_shown < jb_invoice_map_get_length (self->map));
}

static void
show_rest (JbInvoiceList *self)
{
  guint before = self->n_shown;

  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->n_shown = jb_invoice_map_get_length (self->map);
  if (before < self->n_shown)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_shown - before);
}

static void
show_rest_now (JbInvoiceList *self)
{
  show_rest (self);
  update_loading (self);
  if (self->stale && !self->loading)
    start_loading (self);
}

static gboolean
show_rest_cb (gpointer user_data)
{
  JbInvoiceList *self = user_data;

  self->rest_source = 0;
  show_rest_now (self);
  return G_SOURCE_REMOVE;
}

/* GTK builds some two hundred rows as soon as it can, and nobody sees more than a few dozens of them. */
static gboolean
grows_from_first (JbInvoiceList *self,
                            const Change  *change)
{
  guint length = jb_invoice_map_get_length (self->map);

  return change->removed == 0 && change->first + change->added == length && change->first <= self->first_rows &&
         self->first_rows < length;
}

static void
announce (JbInvoiceList *self,
          const Change  *change,
          GPtrArray     *different)
{
  gboolean in_two = grows_from_first (self, change);
  guint added = in_two ? self->first_rows - change->first : change->added;

  self->n_shown = in_two ? self->first_rows : jb_invoice_map_get_length (self->map);
  if (change->removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), change->first, change->removed, added);

  for (guint i = 0; i < different->len; i++)
    _jb_invoice_row_announce (g_ptr_array_index (different, i));

  if (self->rest_source == 0 && self->n_shown < jb_invoice_map_get_length (self->map))
    self->rest_source = g_timeout_add (REST_DELAY_MS, show_rest_cb, self);
}

static void
take_map (JbInvoiceList *self,
          JbInvoiceMap  *map)
{
  gboolean same_query = jb_invoice_query_equal (self->query, self->map_query);
  Change change = same_query ? trim (self->map, map) : change_of_length (self->map, map);
  g_autoptr(GPtrArray) different = NULL;

  show_rest (self);   /* of the old map: the change begins there */
  if (MIN (change.removed, change.added) > NARROW_MAX)
    change = change_of_length (self->map, map);

  g_clear_pointer (&self->map, jb_invoice_map_unref);
  self->map = jb_invoice_map_ref (map);
  if (!same_query)
    {
      jb_invoice_query_free (self->map_query);
      self->map_query = jb_invoice_query_copy (self->query);
    }

  forget_pages (self);
  different = move_rows (self, &change);
  announce (self, &change, different);
}

typedef struct
{
  GWeakRef list;
  guint    generation;
} Request;

static void
request_free (Request *request)
{
  g_weak_ref_clear (&request->list);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static void
map_loaded_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(JbInvoiceList) self = g_weak_ref_get (&request->list);
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;

  map = jb_archive_load_map_finish (JB_ARCHIVE (object), result, &error);
  if (self == NULL || request->generation != self->generation)
    return;

  g_clear_object (&self->cancellable);
  if (map != NULL)
    take_map (self, map);

  /* Somebody may have asked anew while being told. */
  if (request->generation != self->generation)
    return;

  update_loading (self);
  if (map != NULL)
    g_signal_emit (self, signals[SIGNAL_LOADED], 0);
  else
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);

  if (self->stale && !self->loading)
    start_loading (self);
}

/* An error is the map's to tell. */
static void
head_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(JbInvoiceList) self = g_weak_ref_get (&request->list);
  g_autoptr(JbInvoiceMap) head = jb_archive_load_head_finish (JB_ARCHIVE (object), result, NULL);

  if (self != NULL && request->generation == self->generation && self->map == NULL && head != NULL)
    take_map (self, head);
}

static Request *
make_request (JbInvoiceList *self)
{
  Request *request = g_new0 (Request, 1);

  request->generation = self->generation;
  g_weak_ref_init (&request->list, self);
  return request;
}

static void
start_loading (JbInvoiceList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->stale = FALSE;
  self->generation++;

  if (self->map == NULL && self->first_rows > 0 && jb_archive_has_head (self->query))
    jb_archive_load_head_async (self->archive, self->query, self->first_rows, self->cancellable, head_loaded_cb, make_request (self));
  jb_archive_load_map_async (self->archive, self->query, self->cancellable, map_loaded_cb, make_request (self));
  set_loading (self, TRUE);
}

static void
book_changed_cb (JbInvoiceList *self)
{
  if (self->query == NULL)
    return;

  /* The map being made may be older than the change; starting anew each time would never end while pages arrive. */
  if (self->loading)
    self->stale = TRUE;
  else
    start_loading (self);
}

/* -- the model ---------------------------------------------------------------------------------------------------- */

static GType
jb_invoice_list_get_item_type (GListModel *model)
{
  return JB_TYPE_INVOICE_ROW;
}

static guint
jb_invoice_list_get_n_items (GListModel *model)
{
  return JB_INVOICE_LIST (model)->n_shown;
}

static gpointer
jb_invoice_list_get_item (GListModel *model,
                          guint       position)
{
  JbInvoiceList *self = JB_INVOICE_LIST (model);
  JbInvoiceRow *row;

  if (position >= self->n_shown)
    return NULL;

  row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));
  return row != NULL ? g_object_ref (row) : make_row (self, position);
}

static void
jb_invoice_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = jb_invoice_list_get_item_type;
  iface->get_n_items = jb_invoice_list_get_n_items;
  iface->get_item = jb_invoice_list_get_item;
}

static void
jb_invoice_list_dispose (GObject *object)
{
  JbInvoiceList *self = JB_INVOICE_LIST (object);
  GHashTableIter iter;
  gpointer row;

  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  /* Rows may outlive the list; their weak references must not. */
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      _jb_invoice_row_leave (row);
      g_object_weak_unref (row, forget_row_cb, self);
    }
  g_hash_table_remove_all (self->rows);

  G_OBJECT_CLASS (jb_invoice_list_parent_class)->dispose (object);
}

static void
jb_invoice_list_finalize (GObject *object)
{
  JbInvoiceList *self = JB_INVOICE_LIST (object);

  forget_pages (self);
  g_hash_table_unref (self->pages);
  g_hash_table_unref (self->rows);
  g_clear_pointer (&self->map, jb_invoice_map_unref);
  jb_invoice_query_free (self->map_query);
  jb_invoice_query_free (self->query);
  g_clear_object (&self->archive);

  G_OBJECT_CLASS (jb_invoice_list_parent_class)->finalize (object);
}

static void
jb_invoice_list_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  JbInvoiceList *self = JB_INVOICE_LIST (object);

  switch ((JbInvoiceListProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_invoice_list_class_init (JbInvoiceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jb_invoice_list_dispose;
  object_class->finalize = jb_invoice_list_finalize;
  object_class->get_property = jb_invoice_list_get_property;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_LOADED] = g_signal_new ("loaded", JB_TYPE_INVOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", JB_TYPE_INVOICE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
jb_invoice_list_init (JbInvoiceList *self)
{
  self->rows = g_hash_table_new (NULL, NULL);
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_queue_init (&self->recent);
}

JbInvoiceList *
jb_invoice_list_new (JbArchive *archive)
{
  JbInvoiceList *self;

  g_return_val_if_fail (JB_IS_ARCHIVE (archive), NULL);

  self = g_object_new (JB_TYPE_INVOICE_LIST, NULL);
  self->archive = g_object_ref (archive);
  g_signal_connect_object (archive, "changed", G_CALLBACK (book_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
jb_invoice_list_set_query (JbInvoiceList        *self,
                           const JbInvoiceQuery *query)
{
  JbInvoiceQuery *copy;

  g_return_if_fail (JB_IS_INVOICE_LIST (self));
  g_return_if_fail (query != NULL);

  if (jb_invoice_query_equal (self->query, query))
    return;

  copy = jb_invoice_query_copy (query);
  jb_invoice_query_free (self->query);
  self->query = copy;
  start_loading (self);
}

const JbInvoiceQuery *
jb_invoice_list_get_query (JbInvoiceList *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_LIST (self), NULL);

  return self->query;
}

JbTotals
jb_invoice_list_get_totals (JbInvoiceList *self)
{
  static const JbTotals none;

  g_return_val_if_fail (JB_IS_INVOICE_LIST (self), none);

  return self->map != NULL ? self->map->totals : none;
}

gboolean
jb_invoice_list_is_loading (JbInvoiceList *self)
{
  g_return_val_if_fail (JB_IS_INVOICE_LIST (self), FALSE);

  return self->loading;
}

gboolean
jb_invoice_list_find (JbInvoiceList *self,
                      gint64         id,
                      guint         *position)
{
  g_return_val_if_fail (JB_IS_INVOICE_LIST (self), FALSE);

  for (guint i = 0; i < jb_invoice_map_get_length (self->map); i++)
    {
      if (map_id (self->map, i) != id)
        continue;

      if (i >= self->n_shown)
        show_rest_now (self);
      if (position != NULL)
        *position = i;
      return TRUE;
    }
  return FALSE;
}

gint64
jb_invoice_list_get_id (JbInvoiceList *self,
                        guint          position)
{
  g_return_val_if_fail (JB_IS_INVOICE_LIST (self), 0);

  return position < self->n_shown ? map_id (self->map, position) : 0;
}

GArray *
jb_invoice_list_get_held (JbInvoiceList *self)
{
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer position;

  g_return_val_if_fail (JB_IS_INVOICE_LIST (self), positions);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &position, NULL))
    {
      guint held = GPOINTER_TO_UINT (position);

      g_array_append_val (positions, held);
    }
  return positions;
}

void
jb_invoice_list_set_first_rows (JbInvoiceList *self,
                                guint          n_rows)
{
  g_return_if_fail (JB_IS_INVOICE_LIST (self));

  self->first_rows = n_rows;
}
