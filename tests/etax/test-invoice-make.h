/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Invents invoices that can be written, with something of everything that the standard allows, from a fixed seed. */

#pragma once

#include "jb-invoice.h"

/* Issued between 2027 and 2035, when the test certificate is valid. @signer: the ten digits of who must sign; NULL for any.
 * (transfer full) */
JbInvoice *test_make_invoice (GRand      *random,
                              const char *signer);
