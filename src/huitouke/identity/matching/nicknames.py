"""Given names of the West: what a short name stands for, and which words are English names beside a Chinese one.

Written by hand: a formal name, then what its bearers are called and how else it is spelt. All without marks.
"""

from functools import cache
from typing import Final

_NAMES: Final = """
abigail abby abbie gail|abraham abe bram|adam|adelaide addie|adrian ade|agnes aggie|alan al allan allen
alain|albert al bert bertie albrecht|alexander alex sandy sasha xander alec alejandro alexandre aleksandr
alexandr aleksander alessandro aleksei|alexandra alex sandra sasha alexa lexi|alexis lex|alfred alf alfie
fred freddie|alice ali|alison ali allison|amanda mandy|amelia amy millie milly|anastasia nastya stacy ana|
andrew andy drew andre andreas andrei andrey andrea|angela angie|angelina angie lina|ann anne anna annie
anya nan nancy|anthony tony ant antony anton antoine antonio toni|antonia toni|archibald archie|arthur art
artie arturo|augustus gus august|barbara barb barbie babs|bartholomew bart|beatrice bea trixie beatriz|
belinda bel linda|benjamin ben benny benji|bernard bernie bernhard|bertha bertie|bridget biddy bridie|
bradley brad|brenda|brian bryan|bruce|calvin cal|cameron cam|caroline carol carrie caro carolyn|carl karl
charles|catherine cathy kate katie cath kitty cat catharine kathy katherine kathryn katharine kathleen
katarina catalina ekaterina yekaterina katya|cecilia celia cissy|charles charlie chuck chas carlos carlo|
charlotte charlie lottie lotte|chester chet|christian chris kit|christine chris chrissie christina tina
christa kirsten kristin kristina|christopher chris kit christoph christophe cristobal topher|clara claire
clare|clarence|clifford cliff|clinton clint|constance connie|cornelius neil|craig|cynthia cindy|cyril|dale|
daniel dan danny daniele|danielle dani|david dave davy davey|dean|deborah deb debbie debra|dennis denny den
denis|derek derrick|diana di diane|dimitri dima dmitry dmitri dmitrii mitya|dolores lola|dominic dom nick
dominik dominique|donald don donny donnie|dorothy dot dottie dolly dora dorothea|douglas doug|dwight|edgar
ed|edmund ed ted eddie|edward ed eddie ted ned teddy eduardo edouard|edwin ed eddie|eleanor ellie nell nora
elle nellie|elisabeth liz lizzie beth betty bess eliza lisa elsie libby elizabeth lise elspeth isabel
lisbeth elise betsy|ellen nell helen|emily em emmie millie|emma em|emmanuel manny manuel manolo|eric erik
rick|ernest ernie ernst ernesto|esther hetty essie|ethan|eugene gene evgeny evgenii yevgeny zhenya|eva eve
evie|evelyn eve evie|felicity flick|ferdinand ferdy fernando|fiona fi|florence flo florrie flora|frances
fran fanny francesca frankie franny|francis frank fran francisco paco pancho francesco francois franz|
franklin frank|frederick fred freddie freddy fritz frederic friedrich federico fredrik|gabriel gabe|
gabriella gabby gabrielle gaby|gareth gary|geoffrey geoff jeff jeffrey|george georgie georg jorge georges
giorgio georgy yuri|georgina georgie gina georgia|gerald gerry jerry gerard|gertrude gertie trudy|gilbert
gil bert|giovanni gianni|giuseppe beppe peppe|gordon|grace gracie|graham|gregory greg gregg gregor|guillermo
memo guille|gwendolyn gwen|hannah nan hanna|harold harry hal|harriet hattie harry|harrison harry|heinrich
heinz heiner|helen nell nellie helene elena lena|helena lena|henry harry hank hal henri enrique enrico|
herbert herb bert bertie|hilary|horace|howard howie|hubert hugh bert|hugh hughie hugo|ian|ignatius iggy
ignacio nacho|irene rene|isaac ike zac|isabella bella izzy isabelle isabel belle|isidore izzy|ivan vanya|
jacob jake jakob jacobo jack|jacqueline jackie jacqui|james jim jimmy jamie jaime jem|jane janie jenny jean|
janet jan|jason jay|javier javi|jean jeannie|jennifer jen jenny jenn|jeremy jerry jem jeremiah|jerome jerry|
jessica jess jessie|jesus chus chuy|joan joanie|joanna jo joanne|john jack johnny jon jock juan jean johan
johann johannes hans jan ivan giovanni joao sean ian|jonathan jon jonny nathan|jorge|jose pepe|joseph joe
joey jo josef giuseppe jose iosif|josephine jo josie|joshua josh|joyce joy|judith judy jude|julia julie
jules yulia giulia|julian jules julien|juliet julie|justin|karen kaz|katja katya|kenneth ken kenny|kevin
kev|kimberly kim kimberley|konstantin kostya|larissa lara|laurence larry lawrence laurie lars lorenzo
laurent lorenz|laura laurie lauren|leonard leo len lenny leonardo leon leonhard|leopold leo|leslie les|lewis
lew louis lou luis luigi ludwig|lillian lily lil lilian|linda lin lindy|louise lou lulu luisa|lucas luke luc
lukas luca|lucy lucia lucille lu|ludmila lyuda mila liudmila lyudmila|lydia|lynn lyn|madeleine maddie maddy
madeline|magdalena lena magda|malcolm mal|marcus marc mark marco marcos markus|margaret maggie meg peggy
marge margie rita daisy greta madge margot margarita margarethe margaux|maria mary marie molly polly mia
masha mariya mariia may miriam|marianne|marilyn|marion|marjorie marge margie|martha marty mattie|martin
marty|matilda tilly mattie|matthew matt matty mathew matthias matteo mateo matthieu mathieu matthaeus|
maurice mo maury moritz|maximilian max maxwell maxim maxime|megan meg|melanie mel|melissa mel missy lissa|
melvin mel|mercedes merche|michael mike mick mikey micky miguel michel michele mikhail misha mickey|michelle
shelly michele|mildred millie milly|miranda mandy|mohammed mohamed muhammad mohammad mohd mehmet|mitchell
mitch|monica moni monique|montgomery monty|morris mo maurice|moses mo moshe|nadezhda nadya nadia|natalie nat
natalia natasha natalya nataliya|nathaniel nat nate nathan|nicholas nick nicky nico nicolas niklas klaus
nikolai nikolaus kolya nicola nicolo|nicole nicky nikki|norman norm|oliver ollie olly|olivia liv livvy|
oscar|oswald oz|owen|pamela pam|patricia pat patty tricia trish patsy|patrick pat paddy patricio|paul pauly
paulo pablo paolo pavel|paula polly|pauline polly|penelope penny|percival percy|peter pete pedro pierre piet
petr pyotr pieter|philip phil pip felipe philippe phillip|philippa pippa|phyllis|polina polly|prudence prue|
rachel rae|ralph ralf raoul raul|ramon moncho|randolph randy randall|raymond ray|rebecca becky becca|
reginald reg reggie|reinhard|rene|richard rick dick ricky rich richie ricardo riccardo|robert bob rob bobby
robbie bert roberto robin rupert|roberta bobbie|rodney rod|roderick rod|roger rodge rogelio|roland rolly|
ronald ron ronnie|rosalind ros|rosemary rose rosie|roxanne roxy|rudolph rudy rudi rudolf|rufus|russell russ|
ruth ruthie|salvatore sal toto|salvador sal|samantha sam sammy|samuel sam sammy|sandra sandy|sarah sally
sadie sara|sebastian seb bastian|sergei sergey serge sergio seryozha|sharon shaz|sheila|shirley|sidney sid|
sigmund siggy|silvester sly|simon si|sofia sophie sophia sofie|solomon sol|stanley stan|stanislav stas|
stephanie steph stefanie|stephen steve steven stevie stefan stephan esteban stefano etienne|stuart stu
stewart|susan sue suzy susie suzanne susanna susannah|svetlana sveta|sylvia sylvie silvia|tabitha tabby|
tamara tammy|tatiana tanya tania|terence terry|teresa terry tess tessa theresa tracy therese|theodore ted
theo teddy theodor fyodor fedor|thomas tom tommy tomas thom tommaso|tiffany tiff|timothy tim timmy|tobias
toby|tracey|ulrich uli ulli|ursula ulla|valentin val|valerie val|vanessa nessa|vasily vasya vasilii vasiliy|
veronica ronnie vera|victor vic viktor|victoria vicky vikki tori vicki|vincent vince vinny vicente vincenzo|
viola vi|violet vi|virginia ginny gina|vivian viv vivienne|vladimir vova volodya vlad|walter walt wally|
wanda|warren|wesley wes|wilfred wilf fred|wilhelmina mina minnie willa|william bill billy will willy liam
wilhelm willem guillaume willi wills|winifred win winnie fred|winston|yolanda yoli|yusuf yousef youssef
yosef|yvonne vonnie|zachary zach zack zak zac
"""

# Names that Chinese guests carry and that no short form leads to.
_ENGLISH: Final = """
aaron aileen alvin amber amy andrea angel angeline apple april ariel ashley audrey aurora ava bella belle
benson betty bill billy blair bonnie brandon brenda brittany bryant candice candy carina carmen carrie
cassie cathy celine chelsea cherry chloe chris christy cindy claire coco colin connie crystal cynthia daisy
damon daphne darren debbie denise derek dick dora doreen doris dylan echo eden eddie edison elaine elaina
elena elina elle ella ellen elsa elvis emily emma erica erin esther eunice eva evan eve evelyn fanny faye
felix fiona flora florence frank freda gary gavin gigi gill gina gladys gloria grace hailey hannah harry
harvey hazel heather hebe heidi helen henry hilda holly howard iris irene isabel ivan ivy jack jackie
jackson jacky jade jane janet janice jasmine jason jasper jay jean jeff jenny jeremy jerry jessie jessica
jill jimmy jo joan joanna joe joey jocelyn jonas jordan josephine joyce judy julia julie june justin karen
kate kathy katie kay keith kelly kelvin ken kenny kenneth kevin kitty kristy kyle larry laura lauren leo
leon leslie leo lily linda lisa liz lora louis louisa lucas lucia lucy luna lydia lynn mabel maggie mandy
marco margaret maria marina mark martin mary mason matt maureen max mavis may megan melody mia michelle mike
milly mimi miranda miriam molly monica morgan nancy naomi natalie neil nelson nick nicole noah nora norman
olive olivia oscar owen pamela paris patrick patty paul peggy penny peter phoebe polly queenie quincy rachel
ray rebecca renee rex rita robin roger rose rosie roy ruby ryan sally samantha sammi sandy sarah scarlett
scott selina serena shane sharon shawn sherry shirley silvia simon sonia sophia sophie spencer stella steven
summer sunny susan suki sylvia tammy ted teresa terry tiffany tim tina todd tom tommy tony tracy travis
vanessa vera vicky victor vincent vivi vivian vivien vivienne wallace walter wendy wilson winnie yolanda
yoyo yvonne zara zita zoe zoey
"""

# English names that are as well a given name of a woman or man in pinyin: 丽娜, 安娜, 妮娜, 丽莎.
_PINYIN_TOO: Final = """
lina anna nina lila lulu mina nana lida lili mia mimi gigi coco sasa yoyo dana luna mei anya nan yan
"""
_ALSO_PINYIN: Final = frozenset(_PINYIN_TOO.split())
_FORMAL_FIRST: Final = {
    "alex": "alexander",
    "sam": "samuel",
    "pat": "patrick",
    "chris": "christopher",
    "jo": "joseph",
}


@cache
def _formal_names() -> dict[str, tuple[str, ...]]:
    """Formal names by every form of them, itself the first where it is one."""
    found: dict[str, list[str]] = {}
    for group in filter(None, _NAMES.split("|")):
        names = group.split()
        for name in names:
            known = found.setdefault(name, [])
            if names[0] not in known:
                known.append(names[0])
    for name, names in found.items():
        names.sort(key=lambda formal: (formal != name, formal != _FORMAL_FIRST.get(name)))
    return {name: tuple(names) for name, names in found.items()}


def formal_names(name: str) -> tuple[str, ...]:
    """The formal names for which a given name stands, such as robert for bob and itself for robert; () for a name
    of which no other form is known."""
    return _formal_names().get(name, ())


@cache
def english_names() -> frozenset[str]:
    """Words that are an English given name where they stand beside a Chinese surname."""
    return frozenset({*_ENGLISH.split(), *_formal_names()}) - _ALSO_PINYIN


@cache
def western_names() -> frozenset[str]:
    """Every word that is a given name of the West."""
    return english_names() | _ALSO_PINYIN
