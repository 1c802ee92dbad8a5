/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The cast of the invented world. Business numbers begin with 000, 001 or 002, which belong to nobody, and pass the
 * check digit; mail addresses end in example.com or .invalid. Used by the files of the world. */

#define G_LOG_DOMAIN "jb-world-cast"

#include "config.h"

#include "jb-world-cast.h"

#include "jb-emulator.h"

#include <string.h>

guint64
jb_mix (guint64 value)
{
  value += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  value = (value ^ (value >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return value ^ (value >> 31);
}

void
jb_dice_init (JbDice  *self,
              guint64  seed,
              guint64  ordinal,
              guint64  purpose)
{
  self->state = jb_mix (seed ^ jb_mix (ordinal * 8 + purpose));
}

guint
jb_dice_below (JbDice *self,
               guint   limit)
{
  guint64 high;

  self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  high = jb_mix (self->state) >> 32;
  return (guint) ((high * limit) >> 32);
}

static const JbGood stationery[] = {
  { "A4용지", "80g 2,500매", 23500, 40 },
  { "복사용지", "B4 75g", 27800, 20 },
  { "볼펜 세트", "12색", 4350, 60 },
  { "형광펜", "5색 묶음", 3125, 80 },
  { "클리어 파일", "40매", 2480, 100 },
  { "바인더", "3공 5cm", 3990, 50 },
  { "점착 메모지", "76×76", 1185, 200 },
  { "토너 카트리지", "검정", 78000, 8 },
  { "라벨지", "A4 24칸", 15400, 20 },
  { "서류 봉투", "각대 100매", 8900, 40 },
  { "화이트보드", "1200×900", 64300, 4 },
  { "스테이플러", "대형 & 침 포함", 12750, 15 },
  { "색지", "120g 10색", 6215, 30 },
  { "제도용 필름", "폭 91cm, m", 2450, 30, TRUE },
  { "배송료", NULL, 5000, 0 },
};
static const JbGood books[] = {
  { "업무 서식집", "개정판", 18000, 30 },
  { "어린이 그림책", "양장", 13500, 40 },
  { "회계 실무 교재", NULL, 27000, 20 },
  { "월간지 구독", "1년", 96000, 5 },
};
static const JbGood packing[] = {
  { "포장 박스", "5호 480×380×340", 1140, 300 },
  { "택배 봉투", "HDPE 40×50", 95, 2000 },
  { "에어캡", "50cm×50m", 16800, 30 },
  { "투명 테이프", "48mm×50m", 890, 200 },
  { "완충재", "kg", 4210, 40, TRUE },
};
static const JbGood food[] = {
  { "믹스커피", "100입", 14800, 20 },
  { "생수", "2L×6", 3600, 60 },
  { "다과 세트", "회의용", 22500, 10 },
  { "종이컵", "1,000개", 12400, 20 },
};
static const JbGood printing[] = {
  { "명함 인쇄", "양면 200매", 16500, 30 },
  { "전단 인쇄", "A5 4도", 45, 5000 },
  { "현수막", "500×90", 48000, 6 },
  { "제본", "무선 A4", 3300, 120 },
  { "디자인 수정료", NULL, 80000, 0 },
};
static const JbGood rent[] = {
  { "임대료", "1층 점포", 1650000, 0 },
  { "관리비", NULL, 217340, 0 },
  { "주차료", "월정기", 90000, 3 },
};
static const JbGood transport[] = {
  { "화물 운송료", "1톤", 85000, 12 },
  { "택배비", "월 정산", 312450, 0 },
  { "퀵서비스", "시내", 12000, 40 },
};
static const JbGood computing[] = {
  { "유지보수", "월", 330000, 0 },
  { "서버 이용료", "표준형", 154000, 2 },
  { "프로그램 사용권", "1년", 198000, 10 },
  { "네트워크 공사", "m", 1800, 90, TRUE },
};
static const JbGood advertising[] = {
  { "검색 광고료", NULL, 423817, 0 },
  { "상품 사진 촬영", "컷", 25000, 30 },
  { "홍보물 제작", NULL, 560000, 0 },
};
static const JbGood cleaning[] = {
  { "청소 용역", "주 3회", 480000, 0 },
  { "정기 방역", NULL, 66000, 0 },
  { "폐기물 처리", "톤", 175000, 5, TRUE },
};
static const JbGood farming[] = {
  { "쌀", "20kg", 54300, 10 },
  { "화분", "관엽 대형", 47000, 6 },
  { "과일 상자", "사과 10kg", 38500, 12 },
};
static const JbGood electronics[] = {
  { "모니터", "27형", 289000, 6 },
  { "키보드", "무선", 34900, 20 },
  { "멀티탭", "6구 3m", 11350, 40 },
  { "USB 메모리", "64GB", 9870, 100 },
};
static const JbGood imported[] = {
  { "수입 만년필", "통관 일괄", 41250, 40 },
  { "수입 노트", "통관 일괄", 7340, 200 },
};
static const JbGood imported_books[] = {
  { "수입 도서", "통관 일괄", 31000, 30 },
};

typedef struct
{
  const char  *suffixes[2];
  const char  *type;      /* 업태 */
  const char  *item;      /* 종목 */
  gboolean     exempt;
  JbGoodsList  goods;
} Trade;

#define GOODS(list) { list, G_N_ELEMENTS (list) }

static const Trade trades[] = {
  { { "상사", "문구" }, "도소매", "문구 & 사무용품", FALSE, GOODS (stationery) },
  { { "포장", "패키지" }, "제조", "포장재", FALSE, GOODS (packing) },
  { { "식품", "푸드" }, "도소매", "식음료", FALSE, GOODS (food) },
  { { "인쇄", "프린팅" }, "제조", "인쇄, 제본", FALSE, GOODS (printing) },
  { { "개발", "자산관리" }, "부동산", "비주거용 건물 임대", FALSE, GOODS (rent) },
  { { "물류", "운수" }, "운수", "화물 운송", FALSE, GOODS (transport) },
  { { "시스템", "소프트" }, "정보통신", "소프트웨어 개발", FALSE, GOODS (computing) },
  { { "기획", "미디어" }, "서비스", "광고 대행", FALSE, GOODS (advertising) },
  { { "환경", "클린" }, "서비스", "건물 청소", FALSE, GOODS (cleaning) },
  { { "농산", "화훼" }, "도소매", "농산물, 화훼", TRUE, GOODS (farming) },
  { { "서적", "책방" }, "도소매", "도서", TRUE, GOODS (books) },
  { { "전자", "유통" }, "도소매", "전자제품", FALSE, GOODS (electronics) },
};

#define N_SUFFIXES (2 * G_N_ELEMENTS (trades))

/* Every trade's second suffix and every stem give a name; parties with one stem differ in the suffix. */
static const char * const first_syllables[] = {
  "가람", "나래", "다솜", "라온", "마루", "바론", "사름", "아람", "자올", "차오",
  "카람", "타래", "파름", "하람", "거북", "너울", "더늘", "러봄", "머루", "버들",
  "서담", "어울", "저담", "초롱", "코람", "토담", "포근", "해솔", "고른", "노을",
  "도담", "로움", "모담", "보늬", "소담", "온새", "조은", "푸름", "한울", "누림",
};
static const char * const second_syllables[] = {
  "누리", "마을", "별", "나무", "뜰", "터", "길", "샘", "빛", "봄", "솔", "결", "담",
  "들", "재", "숲", "물", "달", "채", "울", "벗", "꽃", "섬", "강", "산",
};
#define N_STEMS (G_N_ELEMENTS (first_syllables) * G_N_ELEMENTS (second_syllables))
G_STATIC_ASSERT (N_STEMS * N_SUFFIXES >= JB_CAST_MAX);

static const char * const surnames[] = {
  "김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "남궁",
};
static const char * const given_names[] = {
  "가온", "나린", "다올", "라희", "마음", "보람", "새롬", "아라", "지음", "찬솔",
  "한결", "해든", "누리", "도란", "미르", "시원", "예솔", "우람", "은별", "하늘",
};

static void
write_person (JbDice *dice,
              char   *out,
              gsize   size)
{
  const char *surname = surnames[jb_dice_below (dice, G_N_ELEMENTS (surnames))];

  g_snprintf (out, size, "%s%s", surname, given_names[jb_dice_below (dice, G_N_ELEMENTS (given_names))]);
}

/* @out holds nine digits; adds the tenth (etax-domain.md 2.2). */
static void
add_check_digit (char out[14])
{
  static const int weights[] = { 1, 3, 7, 1, 3, 7, 1, 3, 5 };
  int sum = (out[8] - '0') * 5 / 10;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += (out[i] - '0') * weights[i];

  out[9] = '0' + (10 - sum % 10) % 10;
  out[10] = '\0';
}

static void
clear_party (JbWorldParty *out)
{
  memset (out, 0, sizeof *out);
  out->kind = JB_PARTY_BUSINESS;
}

void
jb_cast_get_owner (JbWorldParty *out)
{
  clear_party (out);
  g_strlcpy (out->registration, JB_EMULATOR_COMPANY, sizeof out->registration);
  g_strlcpy (out->name, JB_EMULATOR_COMPANY_NAME, sizeof out->name);
  g_strlcpy (out->representative, "홍가온", sizeof out->representative);
  out->business_type = "도소매";
  out->business_item = "문구류";
  g_strlcpy (out->address, "예시도 보기시 견본로 1", sizeof out->address);
  g_strlcpy (out->department, "관리팀", sizeof out->department);
  g_strlcpy (out->person, "김담당", sizeof out->person);
  g_strlcpy (out->phone, "02-000-0001", sizeof out->phone);
  g_strlcpy (out->email, "gaon@example.com", sizeof out->email);
}

/* Parties that share a stem never share a suffix, so that each has a name of its own. */
static guint
get_suffix (guint64 seed,
            guint   index)
{
  guint stem = index % N_STEMS;

  return (guint) ((index / N_STEMS + jb_mix (seed ^ stem)) % N_SUFFIXES);
}

static const Trade *
get_trade (guint64 seed,
           guint   index)
{
  if (index == 0)
    return &trades[1];
  if (index == 1)
    return &trades[2];

  return &trades[get_suffix (seed, index) / 2];
}

static void
write_registration (JbDice      *dice,
                    const Trade *trade,
                    guint        index,
                    gboolean    *is_corporation,
                    char         out[14])
{
  static const int corporate[] = { 81, 86, 87, 88 };
  static const int personal[] = { 5, 17, 33, 45, 51, 63 };
  int middle;

  *is_corporation = !trade->exempt && jb_dice_below (dice, 100) < 60;
  if (*is_corporation)
    middle = corporate[jb_dice_below (dice, G_N_ELEMENTS (corporate))];
  else if (trade->exempt)
    middle = 90 + jb_dice_below (dice, 10);
  else
    middle = personal[jb_dice_below (dice, G_N_ELEMENTS (personal))];

  /* Prefix and serial together come from the index alone: no two parties share a number. */
  g_snprintf (out, 14, "%03u%02d%04u", index / 10000 % 3, middle, index % 10000);
  add_check_digit (out);
}

static void
write_name (guint64       seed,
            guint         index,
            gboolean      is_corporation,
            JbWorldParty *out)
{
  guint stem = index * 617 % N_STEMS;
  guint suffix = get_suffix (seed, index);
  const char *first = first_syllables[stem % G_N_ELEMENTS (first_syllables)];
  const char *second = second_syllables[stem / G_N_ELEMENTS (first_syllables)];
  const char *trade = trades[suffix / 2].suffixes[suffix % 2];

  if (!is_corporation)
    g_snprintf (out->name, sizeof out->name, "%s%s%s", first, second, trade);
  else if (index % 3 == 0)
    g_snprintf (out->name, sizeof out->name, "주식회사 %s%s%s", first, second, trade);
  else
    g_snprintf (out->name, sizeof out->name, "(주)%s%s%s", first, second, trade);
}

/* One throw a statement: in which order arguments are worked out is the compiler's choice. */
static void
write_address (JbDice       *dice,
               JbWorldParty *out)
{
  guint house = 2 + jb_dice_below (dice, 400);
  guint floor = 1 + jb_dice_below (dice, 9);

  g_snprintf (out->address, sizeof out->address, "예시도 보기시 견본로 %u, %u층", house, floor);
}

static void
write_phone (JbDice       *dice,
             JbWorldParty *out)
{
  guint area = 31 + jb_dice_below (dice, 3);
  guint line = jb_dice_below (dice, 10000);

  g_snprintf (out->phone, sizeof out->phone, "0%u-000-%04u", area, line);
}

/* The four with a name of their own; two of them are those of smartbill.md 13. */
static void
name_leading_party (guint         index,
                    JbWorldParty *out)
{
  /* The standard lets a name have seventy characters (etax-domain.md 1.1). */
  static const char longest[] =
    "주식회사 세상에서가장긴상호를가지려고오래도록생각하고또생각한끝에마침내이이름으로정하기로모두함께뜻을모은예시종합물류유통무역개발";

  if (index == 0)
    {
      g_strlcpy (out->registration, "0007654326", sizeof out->registration);
      g_strlcpy (out->name, "다솔포장 & 상사", sizeof out->name);
      g_strlcpy (out->representative, "이다솔", sizeof out->representative);
      g_strlcpy (out->email, "dasol@example.com", sizeof out->email);
    }
  else if (index == 1)
    {
      g_strlcpy (out->registration, "0002222331", sizeof out->registration);
      g_strlcpy (out->name, "누리식품", sizeof out->name);
      g_strlcpy (out->representative, "박누리", sizeof out->representative);
      g_strlcpy (out->email, "nuri@example.com", sizeof out->email);
    }
  else if (index == JB_CAST_MARKUP)
    g_strlcpy (out->name, "A&B <한빛> \"종합\" 상사 'C'", sizeof out->name);
  else if (index == JB_CAST_LONG_NAME)
    g_strlcpy (out->name, longest, sizeof out->name);
}

void
jb_cast_get_party (guint64       seed,
                   guint         index,
                   JbWorldParty *out)
{
  const Trade *trade = get_trade (seed, index);
  gboolean is_corporation;
  JbDice dice;

  clear_party (out);
  jb_dice_init (&dice, seed, index, 1);
  write_registration (&dice, trade, index, &is_corporation, out->registration);
  write_name (seed, index, is_corporation, out);
  write_person (&dice, out->representative, sizeof out->representative);
  write_person (&dice, out->person, sizeof out->person);
  out->business_type = trade->type;
  out->business_item = trade->item;
  if (jb_dice_below (&dice, 12) == 0)
    g_snprintf (out->branch, sizeof out->branch, "%04u", 1 + jb_dice_below (&dice, 20));
  write_address (&dice, out);
  g_strlcpy (out->department, jb_dice_below (&dice, 2) ? "영업팀" : "경리과", sizeof out->department);
  write_phone (&dice, out);
  g_snprintf (out->email, sizeof out->email, "tax%04u@example.com", index);
  if (jb_dice_below (&dice, 4) == 0)
    g_snprintf (out->second_email, sizeof out->second_email, "copy%04u@mail.invalid", index);
  if (index < JB_CAST_NAMED)
    name_leading_party (index, out);
}

gboolean
jb_cast_party_is_exempt (guint64 seed,
                         guint   index)
{
  return get_trade (seed, index)->exempt;
}

void
jb_cast_get_customs (JbWorldParty *out)
{
  clear_party (out);
  g_strlcpy (out->registration, "001830001", sizeof out->registration);
  add_check_digit (out->registration);
  g_strlcpy (out->name, "예시세관", sizeof out->name);
  g_strlcpy (out->representative, "예시세관장", sizeof out->representative);
  g_strlcpy (out->address, "예시도 보기시 항구로 1", sizeof out->address);
  g_strlcpy (out->email, "customs@example.com", sizeof out->email);
}

void
jb_cast_get_private (guint         index,
                     JbWorldParty *out)
{
  /* Serial and check digit are zero, which was never given to anybody (etax-domain.md 2.3 for the shape). */
  static const char * const numbers[] = { "9001011000000", "8503012000000", "7712311000000" };
  static const char * const names[] = { "견본인", "예시라", "모의수" };

  index %= G_N_ELEMENTS (numbers);
  clear_party (out);
  out->kind = JB_PARTY_RESIDENT;
  g_strlcpy (out->registration, numbers[index], sizeof out->registration);
  g_strlcpy (out->name, names[index], sizeof out->name);
  g_strlcpy (out->representative, names[index], sizeof out->representative);
  g_snprintf (out->email, sizeof out->email, "person%u@mail.invalid", index);
}

void
jb_cast_get_foreigner (JbWorldParty *out)
{
  clear_party (out);
  out->kind = JB_PARTY_FOREIGNER;
  g_strlcpy (out->registration, "9999999999999", sizeof out->registration);
  g_strlcpy (out->name, "Example Visitor", sizeof out->name);
  g_strlcpy (out->representative, "Example Visitor", sizeof out->representative);
  g_strlcpy (out->email, "visitor@mail.invalid", sizeof out->email);
}

JbGoodsList
jb_cast_owner_goods (gboolean exempt)
{
  return exempt ? (JbGoodsList) GOODS (books) : (JbGoodsList) GOODS (stationery);
}

JbGoodsList
jb_cast_party_goods (guint64 seed,
                     guint   index)
{
  return get_trade (seed, index)->goods;
}

JbGoodsList
jb_cast_customs_goods (gboolean exempt)
{
  return exempt ? (JbGoodsList) GOODS (imported_books) : (JbGoodsList) GOODS (imported);
}
