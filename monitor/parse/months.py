"""The names of months as official sites write them, in full, as they stand in dates, and shortened."""

# A line, with those set in under it, is a month.
_NAMES = """
january jan enero ene janvier janv januar jänner jän januari gennaio gen janeiro ocak oca ianuarie ian január
    styczeń stycznia sty leden ledna январь января янв січень січня січ студзень студзеня сту януари яну јануар
    ιανουάριος ιανουαρίου ιαν يناير كانون_الثاني ינואר tammikuu tammikuuta sausio
february feb febrero février févr fevrier februar februari febbraio fevereiro fev şubat şub februarie február
    febr luty lutego lut únor února úno февраль февраля фев февр лютий лютого лют люты лютага фебруари фебруар
    φεβρουάριος φεβρουαρίου φεβ فبراير شباط פברואר helmikuu helmikuuta vasario
march marzo mars märz mär maerz maart mrt março mar mart martie március márc marzec marca březen března bře март
    марта мар березень березня бер сакавік сакавіка сак марта μάρτιος μαρτίου μαρ μάρ مارس آذار اذار מרץ maaliskuu
    maaliskuuta kovo
april apr abril abr avril avr aprile abr nisan nis aprilie április ápr kwiecień kwietnia kwi duben dubna dub
    апрель апреля апр квітень квітня кві квіт красавік красавіка кра април απρίλιος απριλίου απρ أبريل ابريل
    إبريل نيسان אפריל huhtikuu huhtikuuta balandžio
may mayo mai mei maggio mag maio mayıs maj május máj maja května květen kvě май мая травень травня тра трав май
    маја мај μάιος μαΐου μαϊ مايو أيار ايار מאי toukokuu toukokuuta gegužės mayis maí
june jun junio juin juni giugno giu junho haziran haz iunie iun június jún czerwiec czerwca cze červen června
    čvn июнь июня июн червень червня чер черв чэрвень чэрвеня чэр юни јун јуна ιούνιος ιουνίου ιουν ιούν يونيو حزيران
    יוני kesäkuu kesäkuuta birželio
july jul julio juillet juil juli luglio lug julho temmuz tem iulie iul július júl lipiec lipca lip červenec
    července čvc июль июля июл липень липня лип ліпень ліпеня ліп юли јул јула ιούλιος ιουλίου ιουλ ιούλ يوليو تموز
    יולי heinäkuu heinäkuuta liepos
august aug agosto ago août aout augustus ağustos ağu sierpień sierpnia sie srpen srpna srp augusztus август
    августа авг серпень серпня сер серп жнівень жніўня жні αύγουστος αυγούστου αυγ أغسطس اغسطس آب אוגוסט elokuu
    elokuuta rugpjūčio
september sep sept septiembre setiembre septembre settembre set setembro eylül eyl septembrie szeptember szept
    wrzesień września wrz září zář сентябрь сентября сен сент вересень вересня вер верасень верасня септември
    септембар сеп σεπτέμβριος σεπτεμβρίου σεπ سبتمبر أيلول ايلول ספטמבר syyskuu syyskuuta rugsėjo
october oct octubre octobre oktober okt ottobre ott outubro out ekim eki octombrie október październik
    października paź říjen října říj октябрь октября окт жовтень жовтня жов жовт кастрычнік кастрычніка кас
    октомври октобар οκτώβριος οκτωβρίου οκτ أكتوبر اكتوبر تشرين_الأول אוקטובר lokakuu lokakuuta spalio
november nov noviembre novembre novembro kasım kas noiembrie noi listopad listopada lis ноябрь ноября ноя нояб
    листопад листопада лис лист лістапад лістапада ліс ноември новембар ное νοέμβριος νοεμβρίου νοε νοέ نوفمبر
    تشرين_الثاني נובמבר marraskuu marraskuuta lapkričio
december dec diciembre dic décembre déc decembre dezember dez dicembre dezembro aralık ara decembrie grudzień
    grudnia gru prosinec prosince декабрь декабря дек грудень грудня гру груд снежань снежня сне декември
    децембар дец δεκέμβριος δεκεμβρίου δεκ ديسمبر كانون_الأول דצמבר joulukuu joulukuuta gruodžio
"""


def _numbered() -> dict[str, int]:
    numbers: dict[str, int] = {}
    month = 0
    for line in _NAMES.strip().splitlines():
        month += not line.startswith(" ")
        for word in line.split():
            name = word.replace("_", " ")  # the two words of some Arabic months
            numbers[name.casefold()] = month
            numbers["ב" + name] = month  # Hebrew writes its preposition with the word
    return numbers


MONTHS = _numbered()
"""The number of a month by its name in lower case."""
