"""Made-up people in ten scripts: each part of a name as its owner writes it, and as British records spell it.

Written down by hand from how such names are met in documents; nothing here knows how names are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name: in its own script, and the spellings in Latin letters that people with it have."""

    own: str
    spelt: tuple[str, ...]


def _parts(table: str) -> tuple[Part, ...]:
    """“own spelling|another; own spelling” as parts; “_” stands for a space within one."""
    split = [one.split() for one in table.split(";")]
    return tuple(Part(own.replace("_", " "), tuple(spelt.split("|"))) for own, spelt in split)


@dataclass(frozen=True, slots=True)
class Script:
    """Forenames and surnames of one script. `family_first` is how owners write them, `spaced` with a gap."""

    name: str
    forenames: tuple[Part, ...]
    surnames: tuple[Part, ...]
    family_first: bool = False
    spaced: bool = True


SCRIPTS: Final = (
    Script(
        "latin",
        _parts(
            """
            Zoë Zoe; Núria Nuria; Łukasz Lukasz; Søren Soren; François Francois; Jürgen Jurgen|Juergen; Siân
            Sian; Mary-Jane Mary_Jane|Maryjane; Thuỷ Thuy; Çağla Cagla; Oisín Oisin; Harriet Harriet; Siobhán
            Siobhan; Ayşe Ayse; Björn Bjorn|Bjoern; Ángel Angel
            """
        ),
        _parts(
            """
            Núñez Nunez; O’Brien O'Brien|OBrien|O_Brien; Smith-Jones Smith_Jones; Müller Muller|Mueller; Wałęsa
            Walesa; Nguyễn Nguyen; Brontë Bronte; Đorđević Dordevic; Ó_Súilleabháin O_Suilleabhain; D’Souza
            D'Souza|DSouza; Ferreira Ferreira; Hughes Hughes; Groß Gross; Þórsson Thorsson; Ångström
            Angstrom|Aangstroem; Fitz-Gerald Fitz_Gerald|Fitzgerald
            """
        ),
    ),
    Script(
        "cyrillic",
        _parts(
            """
            Оксана Oksana; Юрій Yuriy|Yurii|Yuri; Дмитрий Dmitriy|Dmitry|Dmitrii; Ольга Olga; Наталья
            Natalya|Natalia; Алексей Aleksey|Alexey|Aleksei; Світлана Svitlana; Иван Ivan; Евгений
            Yevgeny|Evgeny|Evgeniy; Юлия Yulia|Yuliya; Татьяна Tatiana|Tatyana; Александр Alexander|Aleksandr
            """
        ),
        _parts(
            """
            Шевченко Shevchenko; Ковальчук Kovalchuk; Щербаков Shcherbakov; Хрущёв Khrushchev; Мельник
            Melnyk|Melnik; Соколова Sokolova; Жуков Zhukov; Цветков Tsvetkov; Петренко Petrenko; Васильев
            Vasilyev|Vasiliev; Гриценко Hrytsenko|Gritsenko
            """
        ),
    ),
    Script(
        "greek",
        _parts(
            """
            Γιώργος Giorgos; Ελένη Eleni; Δημήτρης Dimitris; Μαρία Maria; Νίκος Nikos; Κατερίνα Katerina;
            Ευάγγελος Evangelos; Αθηνά Athina; Σοφία Sofia|Sophia
            """
        ),
        _parts(
            """
            Παπαδόπουλος Papadopoulos; Νικολάου Nikolaou; Αντωνίου Antoniou; Καραγιάννης Karagiannis; Δημητρίου
            Dimitriou; Βασιλείου Vasileiou|Vasiliou; Γεωργίου Georgiou; Χατζής Chatzis|Hatzis; Παύλου Pavlou
            """
        ),
    ),
    Script(
        "arabic",
        _parts(
            """
            محمد Mohammed|Muhammad|Mohamed; فاطمة Fatima|Fatimah; أحمد Ahmed|Ahmad; يوسف Yusuf|Yousef|Yousuf;
            خديجة Khadija|Khadijah; زينب Zainab|Zaynab; عبد_الله Abdullah|Abdallah; مريم Maryam|Mariam; إبراهيم
            Ibrahim; عمر Omar|Umar; عائشة Aisha|Ayesha; خالد Khaled|Khalid; نور Nour|Noor
            """
        ),
        _parts(
            """
            حسين Hussein|Husain|Hussain; الخطيب Al-Khatib|Alkhatib; منصور Mansour|Mansur; سليمان
            Suleiman|Sulayman; درويش Darwish; حداد Haddad; قاسم Qasim|Qassim; شريف Sharif|Shareef; العلي
            Al-Ali|Alali; صالح Saleh|Salih; رشيد Rashid|Rasheed
            """
        ),
    ),
    Script(
        "hebrew",
        _parts(
            """
            דוד David; שרה Sarah|Sara; רחל Rachel; משה Moshe; מרים Miriam|Miryam; דניאל Daniel; יצחק
            Yitzhak|Itzhak; נועה Noa|Noah; יוסף Yosef|Joseph
            """
        ),
        _parts(
            """
            כהן Cohen; לוי Levi|Levy; מזרחי Mizrahi|Mizrachi; פרידמן Fridman|Friedman; אברהם Avraham; שפירא
            Shapira; גולדברג Goldberg; ביטון Biton|Bitton
            """
        ),
    ),
    Script(
        "devanagari",
        _parts(
            """
            अमित Amit; प्रिया Priya; राजेश Rajesh; सुनीता Sunita|Suneeta; दीपक Deepak|Dipak; कविता Kavita; नेहा
            Neha; विकास Vikas; लक्ष्मी Lakshmi|Laxmi
            """
        ),
        _parts(
            """
            शर्मा Sharma; सिंह Singh; पटेल Patel; गुप्ता Gupta; वर्मा Varma|Verma; मिश्रा Mishra|Misra; यादव
            Yadav; चौधरी Chaudhary|Chaudhari; जोशी Joshi
            """
        ),
    ),
    Script(
        "bengali",
        _parts(
            """
            রহিম Rahim; ফাতেমা Fatema; করিম Karim; নাসরিন Nasrin|Nasreen; জামাল Jamal; সালমা Salma; আয়েশা
            Ayesha|Aisha; হাসান Hasan|Hassan; শাহনাজ Shahnaz
            """
        ),
        _parts(
            """
            উদ্দিন Uddin; বেগম Begum; আহমেদ Ahmed; রহমান Rahman; দাস Das; মিয়া Miah|Mia; চৌধুরী
            Chowdhury|Choudhury; ইসলাম Islam; হোসেন Hossain|Hussain
            """
        ),
    ),
    Script(
        "gurmukhi",
        _parts(
            """
            ਗੁਰਪ੍ਰੀਤ Gurpreet|Gurprit; ਹਰਜੀਤ Harjit|Harjeet; ਮਨਪ੍ਰੀਤ Manpreet|Manprit; ਜਸਵਿੰਦਰ Jaswinder;
            ਸੁਖਵਿੰਦਰ Sukhwinder|Sukhvinder; ਬਲਜੀਤ Baljit|Baljeet; ਅਮਰਜੀਤ Amarjit
            """
        ),
        _parts(
            """
            ਸਿੰਘ Singh; ਕੌਰ Kaur; ਗਿੱਲ Gill; ਸੰਧੂ Sandhu; ਧਾਲੀਵਾਲ Dhaliwal; ਢਿੱਲੋਂ Dhillon; ਬਰਾੜ Brar; ਸਿੱਧੂ
            Sidhu
            """
        ),
    ),
    Script(
        "han",
        _parts(
            """
            伟 Wei; 芳 Fang; 秀英 Xiuying|Xiu_Ying|Xiu-Ying; 静 Jing; 建国 Jianguo|Jian_Guo; 洋 Yang; 威 Wei; 静怡
            Jingyi|Jing-Yi; 磊 Lei; 雪 Xue; 志强 Zhiqiang|Zhi_Qiang
            """
        ),
        _parts(
            """
            李 Li; 王 Wang; 张 Zhang; 刘 Liu; 陈 Chen; 黄 Huang; 赵 Zhao; 周 Zhou; 欧阳 Ouyang
            """
        ),
        family_first=True,
        spaced=False,
    ),
    Script(
        "hangul",
        _parts(
            """
            민수 Min-su|Minsu|Minsoo|Min_Soo; 영희 Young-hee|Yeonghui|Younghee; 지훈 Ji-hoon|Jihun|Jihoon; 서연
            Seo-yeon|Seoyeon; 현우 Hyun-woo|Hyeonu|Hyunwoo; 수진 Su-jin|Soojin|Sujin; 유진 Yu-jin|Yoojin|Yujin; 태현
            Tae-hyun|Taehyun; 은지 Eun-ji|Eunji
            """
        ),
        _parts(
            """
            김 Kim; 이 Lee|Yi; 박 Park|Pak; 최 Choi; 정 Jung|Jeong; 강 Kang; 윤 Yoon|Yun; 조 Cho|Jo; 임 Lim|Im
            """
        ),
        family_first=True,
        spaced=False,
    ),
)
