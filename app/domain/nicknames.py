"""Forenames that stand for each other in everyday use: a starter set, from common English usage.

Only looking for somebody uses them: whether two records are of one person, nobody decides by a nickname.
"""

from __future__ import annotations

from typing import Final

_GROUPS: Final = """
abigail abi abby gail
alexander alex alec sandy sasha xander
alexandra alex sandra sasha lexi
alfred alf alfie fred
amanda mandy
andrew andy drew
anthony antony tony
barbara barb babs
benjamin ben benny
catherine katherine kathryn cathy kathy kate katie kitty
charles charlie chas chuck
charlotte charlie lottie
christina christine chris tina
christopher chris kit topher
daniel dan danny
david dave davey
deborah debra debbie debs
donald don donnie
dorothy dot dottie
edward ed eddie ted teddy ned
eleanor ellie nell nora
elizabeth liz lizzie beth betty eliza elsie lisa libby
emily em emmy
frances fran francesca
francis frank
frederick fred freddie
gabriel gabe
geoffrey jeffrey geoff jeff
george georgie
gerald gerry
gregory greg
harold harry
henry harry hal
isabel isabella bella izzy
jacob jake
jacqueline jackie
james jim jimmy jamie
jennifer jen jenny
jessica jess jessie
john jack johnny
jonathan jon jonny
joseph joe joey
joshua josh
judith judy
kenneth ken kenny
kimberley kim
lawrence laurence larry
leonard len lenny
lewis lew
lilian lily
louis lou
madeleine maddie
margaret maggie meg peggy rita
martin marty
mary molly polly
matthew matt
maximilian max
megan meg
michael mike mick micky
michelle shell
mohammed muhammad mohamed mohammad mo
natalie nat
nathaniel nathan nat
nicholas nick nicky
nicola nicky
oliver olly
olivia liv livvy
pamela pam
patricia pat patty trish
patrick pat paddy
peter pete
philip phil pip
rachel rach
raymond ray
rebecca becky becca
richard rich rick dick ricky
robert rob bob bobby robbie bert
ronald ron ronnie
rosemary rosie
samantha sam sammy
samuel sam sammy
sarah sally
sebastian seb
sophia sophie
stephanie steph
stephen steven steve
susan sue susie
teresa theresa terry tess
terence terry
thomas tom tommy
timothy tim
valerie val
victoria vicky tori
vincent vince
walter wally
william will bill billy liam willie
zachary zac zach
"""

_TOGETHER: Final = [frozenset(line.split()) for line in _GROUPS.strip().splitlines()]


def also_called(forename: str) -> frozenset[str]:
    """The forenames that may stand for one, folded as it is given; itself among them."""
    return frozenset({forename}).union(*(group for group in _TOGETHER if forename in group))
