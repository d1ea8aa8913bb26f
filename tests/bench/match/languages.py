"""The words that the generated items are made of: real function words and everyday news words, and syllables for the
long tail of others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """`share` of the items; words in order of frequency, `news` words among the thousand most frequent."""

    tag: str
    share: float
    function: str
    news: str
    onsets: str
    vowels: str
    codas: str
    endings: str
    cyrillic: bool = False


LANGUAGES = (
    Language(
        "ru",
        0.40,
        "и в не на с что по из к он за от как до для это о так но все у при во или а то же бы был под",
        "россии сообщили страны время представитель президент министр переговоры украины группа области после встреча "
        "военные войска путин людей решение стороны граждан работы помощь передал этап вопрос центр прошла второй дом "
        "сделка вернулись совещание города обстрел безопасности глава служба военнослужащих семьи подписали дети "
        "договор погибли раненых суд задержан бойцов турции стамбул минобороны заявил тысячи первый план",
        "б в г д ж з к л м н п р с т ф х ц ч ш бл вр гр др кр мн пр сл см сн ст стр тр хр",
        "а е и о у ы я ю э",
        "в д й к л м н р с т ст х ш ж нт рт льн",
        "а ы у ой ом е ов ам ами ах ый ого ому ым ая ую ое ые ых ал ала ать ает ют ил ила ить ия ии ию ость ости",
        cyrillic=True,
    ),
    Language(
        "uk",
        0.20,
        "і в не на з що та до за у про як від для це й по але він все так при або чи під а то має було",
        "україни повідомили країни росії президент міністр переговори захисники група області зустріч військові сили "
        "людей рішення сторони громадян роботи допомога передали етап питання центр пройшла другий дім угода "
        "повернулися штаб міста обстріл безпеки голова служба військовослужбовців родини діти загинули поранених суд "
        "об'єднання п'ять здоров'я бійців стамбул заявив тисячі перший план обмін полон",
        "б в г д ж з к л м н п р с т ф х ц ч ш бл вр гр др кр мн пр сл см сн ст стр тр хр щ",
        "а е и і о у я ю є ї",
        "в д й к л м н р с т ст х ш ж нт рт льн",
        "а и у ою ом і ів ам ами ах ий ого ому им я ю е ить ать ав ала ити ає ють ія ії ію ість ості",
        cyrillic=True,
    ),
    Language(
        "en",
        0.18,
        "the of and to in a is that for it was on with as be by he at from his are this have not or but they had which",
        "said government president minister russia ukraine talks people exchange forces military country officials "
        "group agreement war meeting prisoners second round security time state after foreign two city support "
        "ministry released service soldiers returned planned Istanbul peace attack region leader year policy next",
        "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st str t th tr v w",
        "a e i o u ea ou ai ee",
        "b ck d g l ll m n nd nt p r rd rt s st t x",
        "s ed ing er ion ions ment ly al ity ive ous able e y",
    ),
    Language(
        "be",
        0.06,
        "і у не на з што да за па ад як для гэта аб так але усе ці пры або а то бы быў яго яна",
        "беларусі паведамілі краіны рэспублікі прэзідэнт міністр перамовы група вобласці сустрэча ваенныя людзей "
        "рашэнне бакі грамадзян дапамога этап пытанне цэнтр другі дом міністэрства горада бяспекі служба дзеці",
        "б в г дз ж з к л м н п р с т ф х ц ч ш бл вр гр др кр мн пр сл см сн ст стр тр",
        "а е і о у ы я ю э",
        "в д й к л м н р с т ст х ш ж нт рт льн ў",
        "а ы у ой ам е аў амі ах ага аму ая ую ае ыя ых аць ае юць іў ілі іць ія іі ію асць асці",
        cyrillic=True,
    ),
    Language(
        "tr",
        0.06,
        "ve bir bu da de için ile çok en olarak daha o ne gibi kadar sonra ama olan var ise mi göre",
        "türkiye bakan cumhurbaşkanı görüşme İstanbul'da toplantı barış rusya ukrayna ülke heyet esir takası asker "
        "ikinci tur açıklama güvenlik dışişleri savunma bakanlığı IĞDIR kişi yıl devlet saldırı anlaşma",
        "b c ç d f g h k l m n p r s ş t v y z",
        "a e ı i o ö u ü",
        "k l m n r s t ş y z ğ",
        "lar ler ın in da de dan den ı i lık lik mak mek dı di yor acak",
    ),
    Language(
        "de",
        0.05,
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an er hat aus",
        "regierung präsident minister russland ukraine gespräche soldaten gefangene austausch treffen runde sicherheit "
        "land menschen außenministerium straße krieg frieden abkommen heute zweite gruppe woche",
        "b br d dr f fl g gr h j k kl l m n p pf r s sch schl st str t tr v w z",
        "a e i o u ä ö ü ei au ie",
        "ch ck d g l ll m n nd nt r rt s st t tz ß",
        "e en er ung ungen lich keit heit isch t te ten",
    ),
    Language(
        "fr",
        0.05,
        "de la le et les des en un une du que est pour qui dans a par plus pas au sur ne se il ce avec son",
        "gouvernement président ministre russie ukraine négociations soldats prisonniers échange rencontre pays "
        "sécurité "
        "personnes accord guerre paix deuxième groupe hier l'armée d'istanbul étrangères libérés",
        "b br c ch cl d dr f fl g gr j l m n p pl pr qu r s t tr v",
        "a e i o u é è ê ou ai eau oi",
        "c l m n nt r rt s t x",
        "e es er ent tion tions ment eur ique able é ée és ant",
    ),
)

DOMAIN = {
    "ru": (
        "Состоялся обмен пленными между Россией и Украиной по формуле {n} на {n}.",
        "Сегодня с подконтрольной киевскому режиму территории возвращены {n} российских военнослужащих.",
        "Взамен переданы {n} военнопленных Вооружённых Сил Украины.",
        "В Стамбуле завершился второй раунд переговоров делегаций России и Украины.",
        "Из плена вернулась вторая группа военнослужащих, обмен продолжится {d} июня.",
    ),
    "uk": (
        "Відбувся обмін полоненими: додому повернулися {n} захисників України.",
        "З російського полону звільнено {n} українських військових, серед них поранені.",
        "Третій раунд перемовин із Росією відбудеться у Стамбулі {d} липня.",
        "Координаційний штаб повідомив про другий етап обміну за домовленостями у Стамбулі.",
    ),
    "en": (
        "Russia and Ukraine exchanged {n} prisoners of war each on {d} June.",
        "The second round of talks between the Russian and Ukrainian delegations took place in Istanbul.",
        "Another group of {n} soldiers returned from captivity as part of the exchange.",
    ),
    "be": ("Адбыўся абмен палоннымі: дадому вярнуліся {n} чалавек.",),
    "tr": ("Rusya ile Ukrayna arasında {n} savaş esiri takas edildi.",),
    "de": ("Russland und die Ukraine haben {n} Kriegsgefangene ausgetauscht.",),
    "fr": ("La Russie et l'Ukraine ont échangé {n} prisonniers de guerre.",),
}
