"""The words by which hotels, property management systems and web forms head their columns.

Words are written as `headers.key_of` leaves them: small letters, no blanks, signs or underscores.
"""

from typing import Final

_WORDS: Final[dict[str, str]] = {
    "external_id": """
        id 编号 档案号 档案编号 客史号 客史编号 客史档案号 客户编号 客户号 客户id 客户代码 宾客编号 宾客号
        宾客id 客人编号 客人号 客人id 住客编号 会员号 会员编号 会员id 用户id 用户编号 人员编号 记录号
        记录编号 主键 唯一标识 guestid guestno guestnumber guestnum guestcode profileid profileno
        profilenumber profilecode nameid customerid customerno customernumber customercode clientid
        clientno clientnumber contactid personid memberid memberno membernumber userid uid uuid guid
        recordid recordno rowid externalid externalkey extid sourceid refid reference crmid pmsid
        pmsprofileid operaid cardexno""",
    "name": """
        姓名 名字 全名 名称 客人姓名 宾客姓名 住客姓名 入住人姓名 入住人 客人名称 宾客名称 客户姓名
        客户名称 会员姓名 联系人 联系人姓名 旅客姓名 顾客姓名 真实姓名 中文名 中文姓名 中文名字 汉字姓名
        姓名中文 证件姓名 持卡人 持卡人姓名 客人 宾客 住客 氏名 name fullname guestname guestfullname
        customername clientname contactname displayname personname membername chinesename namechinese
        namecn cnname localname nativename nameinchinese guest""",
    "latin_name": """
        英文名 英文姓名 英文名字 姓名英文 拼音 姓名拼音 拼音姓名 拼音名 汉语拼音 中文拼音 罗马字 外文名
        外文姓名 英文全名 护照姓名 护照英文名 englishname nameenglish nameen enname latinname
        romanisedname romanizedname romanname pinyin pinyinname namepinyin nameinenglish nameinlatin
        passportname nameonpassport alternatename altname""",
    "family_name": """
        姓 姓氏 姓拼音 姓氏拼音 英文姓 英文姓氏 姓英文 中文姓 lastname surname familyname lname
        guestlastname guestsurname namelast sirname apellido apellidos nachname nomdefamille cognome
        lastnameenglish""",
    "given_name": """
        名 名拼音 名字拼音 英文名名 名英文 中文名名 firstname givenname forename fname givennames
        firstnames guestfirstname namefirst firstandmiddlename vorname prenom nombre nome firstnameenglish""",
    "form_of_address": """
        称呼 尊称 称谓 敬称 先生女士 先生小姐 客人称呼 salutation formofaddress honorific courtesytitle
        nametitle prefix nameprefix guesttitle anrede addressedas mrms mrmrsms""",
    "sex": "性别 客人性别 男女 sex gender geschlecht sexe sexo genero",
    "birth_date": """
        出生日期 出生年月日 出生年月 出生日 出生 生日日期 证件生日 身份证生日 birthdate dateofbirth dob
        birthday bday born birth dateofbirthday geburtsdatum datedenaissance guestbirthday guestdob
        birthdatum fechadenacimiento""",
    "kept_birthday": """
        生日 阳历生日 公历生日 新历生日 过生日 客人生日 宾客生日 会员生日 过的生日 庆生日期 阳历 公历
        生日阳历 生日公历 celebratedbirthday birthdaykept solarbirthday""",
    "lunar_birthday": """
        农历生日 阴历生日 旧历生日 生日农历 生日阴历 农历 阴历 lunarbirthday birthdaylunar chinesebirthday""",
    "age": "年龄 岁数 周岁 年纪 age ageyears guestage alter edad",
    "nationality": """
        国籍 国籍代码 国家 国家地区 国别 国籍地区 国籍国家 国家代码 客人国籍 来自国家 nationality
        nationalitycode citizenship country countrycode countryofcitizenship nation guestnationality nat
        natl countryoforigin nationalityiso nacionalidad staatsangehorigkeit""",
    "language": """
        语言 语种 首选语言 沟通语言 使用语言 母语 常用语言 language lang preferredlanguage languagecode
        spokenlanguage guestlanguage locale sprache idioma""",
    "mobile": """
        手机 手机号 手机号码 移动电话 移动电话号码 移动号码 联系手机 手机电话 联系人手机 客人手机 宾客手机
        本人手机 常用手机 备用手机 手机1 手机2 手机3 第二手机 注册手机 预留手机 绑定手机 手机联系方式
        mobile mobileno mobilenumber mobilephone mobilephoneno mobilephonenumber cell cellphone
        cellphonenumber cellnumber handphone handy mobiletel mobile1 mobile2 guestmobile portable movil
        smsnumber""",
    "home_phone": """
        家庭电话 住宅电话 家里电话 家电 宅电 住宅 家庭座机 homephone homephonenumber phonehome hometel
        hometelephone residencephone privatephone telhome""",
    "office_phone": """
        办公电话 单位电话 公司电话 工作电话 办公室电话 办公座机 公司座机 单位座机 officephone
        officephonenumber workphone workphonenumber businessphone phonework phoneoffice worktel officetel
        companyphone telwork telbusiness phonebusiness""",
    "fax": "传真 传真号 传真号码 公司传真 单位传真 fax faxno faxnumber faxhome faxwork businessfax telefax",
    "phone": """
        电话 电话号码 电话号 联系电话 联系号码 联系方式 座机 固定电话 固话 客人电话 宾客电话 联系人电话
        电话1 电话2 电话3 备用电话 其他电话 紧急联系电话号码 来电号码 通讯方式 phone phoneno phonenumber
        telephone telephoneno telephonenumber tel telno contactphone contactnumber contactno contacttel
        phone1 phone2 phone3 guestphone otherphone landline primaryphone telefon telefono contacttelephone""",
    "email": """
        邮箱 电子邮箱 邮箱地址 电子邮件 电子邮件地址 邮件 邮件地址 电邮 客人邮箱 联系邮箱 工作邮箱
        个人邮箱 电子信箱 e邮箱 邮箱1 邮箱2 email emailaddress mail mailaddress guestemail contactemail
        emailid workemail homeemail email1 email2 primaryemail personalemail businessemail emails correo
        courriel""",
    "wechat": """
        微信 微信号 微信号码 微信id 微信账号 个人微信 客人微信 wechat wechatid wechatno weixin weixinid wx
        wxid""",
    "qq": "qq qq号 qq号码 腾讯qq qqno qqnumber qqid 扣扣",
    "id_card": """
        身份证 身份证号 身份证号码 居民身份证 居民身份证号 居民身份证号码 二代身份证 身份证编号
        公民身份号码 公民身份证号 公民身份证号码 身份号码 客人身份证号 身份证件号 idcard idcardno
        idcardnumber identitycard identitycardno identitycardnumber nationalid nationalidno
        nationalidnumber chineseid chineseidno residentid citizenid prcid shenfenzheng sfz sfzh""",
    "passport": """
        护照 护照号 护照号码 护照编号 护照no passport passportno passportnumber passportnum passportid
        reisepass numerodepasaporte""",
    "hkmo_permit": """
        回乡证 回乡证号 回乡证号码 港澳居民来往内地通行证 港澳居民来往内地通行证号 港澳通行证 港澳通行证号
        港澳通行证号码 港澳来往内地通行证 homereturnpermit homereturnpermitno hkmopermit hkmacaopermit
        mainlandtravelpermit mainlandtravelpermitforhongkongandmacaoresidents""",
    "taiwan_permit": """
        台胞证 台胞证号 台胞证号码 台湾居民来往大陆通行证 台湾居民来往大陆通行证号 台湾通行证 台湾通行证号
        taiwanpermit taiwancompatriotpermit mtp mainlandtravelpermitfortaiwanresidents""",
    "residence_permit": """
        港澳台居民居住证 港澳台居民居住证号 居住证 居住证号 居住证号码 港澳台居住证 residencepermit
        residencepermitno""",
    "foreign_id": """
        外国人永久居留身份证 外国人永久居留证 外国人居留证 永久居留证 永久居留身份证 永居证 永居证号
        五星卡 绿卡 foreignpermanentresidentid foreignersid permanentresidencecard permanentresidentcard
        foreignid""",
    "document_type": """
        证件类型 证件类别 证件种类 证件名称 有效证件类型 证件 documenttype doctype idtype
        identificationtype typeofid identitytype idkind certificatetype credentialtype
        identitydocumenttype documentkind papertype""",
    "document_number": """
        证件号 证件号码 证件编号 有效证件号 有效证件号码 有效证件 证号 id号 id号码 documentnumber
        documentno docno docnumber docid documentid idno idnumber identificationnumber identificationno
        identitynumber identityno identitydocument certificateno certificatenumber identitydocumentnumber
        iddocument iddocumentnumber credentialnumber""",
    "company": """
        单位 公司 工作单位 单位名称 公司名称 所在单位 所在公司 任职单位 任职公司 企业 企业名称 所属单位
        所属公司 机构 协议单位 单位公司 company companyname employer organisation organization org
        organisationname organizationname firm corporate corporatename workplace accountname businessname
        firma empresa societe""",
    "position": """
        职务 职位 职称 岗位 头衔 职务职位 position jobtitle job jobposition designation role
        businesstitle post""",
    "address": """
        地址 住址 通讯地址 联系地址 居住地址 详细地址 户籍地址 身份证地址 邮寄地址
        收件地址 现住址 住所 常住地址 街道地址 证件地址 address
        mailingaddress postaladdress streetaddress fulladdress address1 address2 address3 addressline1
        addressline2 addressline3 residence guestaddress street
        contactaddress adresse direccion""",
    "card_number": """
        会员卡号 会员卡 vip卡号 vip卡 vip号 贵宾卡号 贵宾卡 卡号 储值卡号 积分卡号 会籍号 会籍编号
        会员卡编号 vip号码 vip编号 membershipno membershipnumber membershipcard membershipcardno
        membershipcardnumber membershipid membercard membercardno membercardnumber vipcard vipcardno
        vipcardnumber vipno vipnumber cardno cardnumber loyaltycard loyaltynumber loyaltyno loyaltyid
        loyaltycardno loyaltycardnumber frequentguestnumber rewardsnumber""",
    "plate": """
        车牌 车牌号 车牌号码 车号 车辆号牌 车辆牌照 牌照 牌照号 号牌号码 汽车牌照 机动车号牌 车牌1 车牌2
        plate plateno platenumber licenseplate licenceplate licenseplateno licenceplateno
        licenseplatenumber carplate carplateno carno carnumber vehicleno vehiclenumber vehicleplate
        registrationplate numberplate vehicleregistration carregistration""",
    "preference": """
        喜好 偏好 客人喜好 宾客喜好 客史喜好 个人喜好 客人偏好 宾客偏好 兴趣 兴趣爱好 习惯 生活习惯
        入住习惯 特殊要求 特殊需求 房间喜好 客房喜好 客房偏好 餐饮喜好 饮食喜好 饮食偏好 用餐喜好 房型偏好
        楼层偏好 枕头偏好 喜欢 个性化需求 入住偏好 喜好信息 餐饮偏好 preference preferences likes
        interest interests habit habits roompreference roompreferences specialrequest
        specialrequests specialrequirement specialrequirements guestpreference guestpreferences
        foodpreference diningpreference floorpreference pillowpreference bedpreference requests""",
    "taboo": """
        忌讳 禁忌 客人忌讳 客人禁忌 宾客禁忌 饮食禁忌 忌口 不喜欢 避讳 餐饮禁忌 饮食忌讳 雷区 生活禁忌
        taboo taboos dislike dislikes avoid avoids donot""",
    "allergy": """
        过敏 过敏史 过敏源 过敏原 过敏食物 食物过敏 药物过敏 过敏信息 过敏情况 allergy allergies allergen
        allergens foodallergy foodallergies""",
    "tag": "标签 客户标签 客人标签 宾客标签 会员标签 标签1 标签2 tag tags label labels guesttag guesttags",
    "note": """
        备注 备注信息 备注1 备注2 备注3 客人备注 宾客备注 客史备注 附注 说明 注释 其他 其它 其他说明
        其他备注 客史 客史信息 记事 批注 note notes remark remarks comment comments memo description
        guestnotes guestcomments notice profilenotes bemerkung observaciones""",
    "follow_up": """
        跟进人 跟进人员 跟进员工 客户经理 大客户经理 销售 销售员 销售人员 销售经理 业务员 负责人 维护人
        维护人员 所属销售 责任人 归属人 专属管家 管家 服务专员 宾客关系主任 followup followupby
        followupperson accountmanager accountowner salesperson salesrep salesmanager owner responsible
        assignedto handledby relationshipmanager keeper""",
    "referred_by": """
        推荐人 介绍人 引荐人 转介绍人 推荐来源 推荐客人 推荐会员 referredby referrer referral introducedby
        introducer recommendedby reference1 referee""",
    "wechat_unionid": "unionid 微信unionid wechatunionid wxunionid 微信联合id",
    "wechat_openid": "openid 微信openid wechatopenid wxopenid 公众号openid 小程序openid",
    "wecom": "企业微信 企微 企业微信号 企微号 企业微信id wecom wecomid wxwork workwechat externaluserid",
    "alipay": "支付宝 支付宝账号 支付宝号 支付宝id alipay alipayid alipayaccount alipayuserid",
    "msn": "msn msn账号 msnid msnmessenger windowslive",
    "hobby": """
        爱好 个人爱好 业余爱好 其他爱好 其它爱好 特长 兴趣特长 hobby hobbies pastime leisure otherhobbies""",
    "region": """
        地区 所在地区 省市区 省市 所在地 所在城市 城市 省份 省 市 区县 行政区划 行政区划代码 区划代码 region
        regioncode province city citystate state town district area locality""",
    "postcode": """
        邮编 邮政编码 通讯邮编 联系地址邮编 postcode postalcode zip zipcode zippostalcode""",
    "home_address": """
        家庭地址 家庭住址 家庭详细地址 住宅地址 家庭所在地址 homeaddress residentialaddress homestreet
        residenceaddress privateaddress""",
    "home_region": "家庭所在地区 家庭地区 家庭省市 家庭城市 homeregion homecity homeprovince",
    "home_postcode": "家庭邮编 住宅邮编 homepostcode homezip homepostalcode",
    "work_address": """
        单位地址 公司地址 办公地址 工作地址 单位详细地址 workaddress businessaddress companyaddress
        officeaddress employeraddress""",
    "work_region": "单位地区 单位所在地 单位城市 公司地区 公司所在地 公司城市 workregion workcity businesscity",
    "work_postcode": "单位邮编 公司邮编 办公邮编 workpostcode workzip businesspostalcode businesspostcode businesszip",
    "occupation": "职业 从事职业 身份 客人身份 行业职业 职业身份 occupation profession vocation trade",
    "native_place": "籍贯 祖籍 原籍 出生地 家乡 nativeplace hometown placeofbirth birthplace placeoforigin",
    "family": "家庭情况 家庭成员 家庭状况 家庭人口 家人 family familymembers household familysituation",
    "family_structure": "家庭结构 家庭类型 婚姻家庭 familystructure householdtype familytype",
    "decision_maker": """
        决策者 是否决策者 是否决策人 决策人 决策权 是否有决策权 decisionmaker isdecisionmaker""",
    "budget": """
        预算 预算范围 预算区间 消费预算 价格区间 价位 可接受价格 消费能力 budget budgetrange pricerange
        spendingrange""",
    "need": "需求 客户需求 客人需求 需求描述 主要需求 need needs requirement requirements demand",
    "usage": "用途 使用情况 入住目的 出行目的 来访目的 use usage purpose purposeofstay purposeofvisit",
    "birthday_reminder": """
        生日提醒 是否生日提醒 生日提醒开关 birthdayreminder remindbirthday birthdayalert""",
    "birthday_lead_days": "提前提醒天数 生日提前天数 生日提醒提前天数 birthdayleaddays leaddays reminderdays",
    "vip_grade": """
        vip等级 vip级别 vip 贵宾等级 贵宾级别 接待等级 接待规格 viplevel vipgrade vipcode vipstatus viptype""",
    "contact_preference": """
        联系偏好 首选联系方式 偏好联系方式 希望联系方式 联系渠道 contactpreference preferredcontact
        preferredcontactmethod contactmethod""",
    "heard_from": """
        如何得知 得知渠道 了解渠道 如何知道 如何了解 知晓渠道 信息来源 从何得知 heardfrom howheard
        howdidyouhear howdidyouhearaboutus leadsource""",
    "choice_reason": """
        选择原因 选择理由 入住原因 选择酒店原因 为何选择 choicereason reasonforchoosing whychosen
        reasonforchoice""",
    "stay_confidential": """
        住客保密 保密 保密入住 是否保密 incognito confidential stayconfidential isconfidential nopost
        privateguest""",
    "rate_confidential": "房价保密 rateconfidential ratesecret noratedisclosure",
    "document_country": """
        签发国 签发国家 签发国家地区 发证国家 证件国家 护照国家 护照签发国 issuingcountry countryofissue
        passportcountry documentcountry issuecountry issuer""",
    "document_expiry": """
        证件有效期 有效期 有效期至 证件到期日 证件到期日期 护照有效期 护照到期日 expirydate expiry
        expirationdate passportexpiry passportexpirydate documentexpiry validuntil dateofexpiry idexpiry""",
    "vehicle_model": "车型 车辆型号 汽车型号 车辆品牌 品牌车型 vehiclemodel carmodel vehiclemake carmake",
    "vehicle_colour": "车身颜色 车辆颜色 汽车颜色 vehiclecolor vehiclecolour carcolor carcolour",
    "name_hash": "姓名哈希 姓名摘要 namehash hashedname namesha256 hashname namedigest namehashed",
    "document_hash": """
        证件哈希 证件号哈希 证件摘要 身份证哈希 docidhash documenthash documentidhash documentnumberhash
        idhash hashedid hashedidcard hasheddocument idcardhash docidhashed passporthash dochash iddigest
        documentdigest""",
}

HEADER_WORDS: Final[dict[str, str]] = {
    word: target for target, words in _WORDS.items() for word in words.split()
}
"""Key of a heading -> target."""

AMBIGUOUS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("form_of_address", "position"),
    "头衔": ("position", "form_of_address"),
    "职称": ("position", "form_of_address"),
}
"""Headings that mean one thing in one system and another in the next; the cells decide, else the first."""

GUEST_PREFIXES: Final = (
    "客人", "宾客", "住客", "客户", "顾客", "旅客", "会员", "入住人", "联系人", "本人", "主客", "持证人",
    "请填写", "您的", "guests", "guest", "customer", "client", "contact", "profile", "person", "member",
    "traveller", "traveler", "holder", "primary", "your", "the",
)  # fmt: skip
SUFFIXES: Final = ("信息", "必填", "选填", "一栏", "一", "field", "value", "text")

FLAG_PREFIXES: Final = (
    "sr",
    "specialrequest",
    "request",
    "preference",
    "pref",
    "likes",
    "偏好",
    "喜好",
    "要求",
    "是否",
    "需要",
)

FLAGS: Final[dict[str, tuple[str, str, str]]] = {
    "high_floor": ("高楼层", "High floor", "highfloor 高楼层 高层 高区"),
    "low_floor": ("低楼层", "Low floor", "lowfloor 低楼层 低层 低区"),
    "medium_floor": ("中间楼层", "Middle floor", "mediumfloor middlefloor midfloor 中间楼层 中楼层 中层"),
    "accessible_room": (
        "无障碍客房",
        "Accessible room",
        "accessibleroom accessible disabledroom 无障碍 无障碍客房 无障碍房",
    ),
    "bathtub": ("要有浴缸", "Room with bathtub", "bathtub bath withbathtub 浴缸 带浴缸 有浴缸"),
    "shower": ("要有淋浴", "Room with shower", "shower withshower 淋浴 带淋浴 有淋浴"),
    "crib": ("加婴儿床", "Put a cot in the room", "crib cot babycot babycrib 婴儿床 加婴儿床"),
    "king_bed": ("特大床", "King-size bed", "kingsizebed kingbed kingsize king 大床 特大床 大床房"),
    "twin_beds": ("双床", "Twin beds", "twinbed twinbeds twin 双床 双床房"),
    "near_lift": ("靠近电梯", "Near the lift", "nearelevator nearlift closetoelevator 靠近电梯 近电梯"),
    "away_from_lift": (
        "远离电梯",
        "Away from the lift",
        "awayfromelevator awayfromlift farfromelevator 远离电梯",
    ),
    "no_alcohol": (
        "迷你吧不放酒",
        "No alcohol in the minibar",
        "noalcoholinminibar noalcohol 不放酒 迷你吧不放酒 不含酒精",
    ),
    "quiet_room": ("安静房间", "Quiet room", "quietroom quiet 安静房间 安静 安静房"),
    "smoking": ("吸烟房", "Smoking room", "smokingroom smoking 吸烟房 吸烟"),
    "non_smoking": (
        "无烟房",
        "Non-smoking room",
        "nonsmokingroom nonsmoking nosmoking 无烟房 禁烟房 不吸烟",
    ),
    "extra_pillow": ("多放枕头", "Extra pillows", "extrapillow extrapillows 加枕头 多放枕头"),
    "sea_view": ("海景房", "Sea view", "seaview oceanview 海景 海景房"),
}  # fmt: skip
"""Yes/no columns of property management systems: what to do for the room, in Chinese and English, and the
headings that say so. The guest's preference holds the Chinese text."""

FLAG_WORDS: Final[dict[str, str]] = {
    word: chinese for chinese, _english, words in FLAGS.values() for word in words.split()
}
FLAG_ENGLISH: Final[dict[str, str]] = {chinese: english for chinese, english, _words in FLAGS.values()}

EXTRA_LABELS: Final[dict[str, tuple[str, str]]] = {
    "dayssincecreation": ("建档天数", "Days since the profile was made"),
    "averageleadtime": ("平均提前预订天数", "Average days booked ahead"),
    "lodgingrevenue": ("客房收入", "Room revenue"),
    "otherrevenue": ("其他收入", "Other revenue"),
    "bookingscanceled": ("取消次数", "Bookings cancelled"),
    "bookingscancelled": ("取消次数", "Bookings cancelled"),
    "bookingsnoshowed": ("未到次数", "No-shows"),
    "bookingscheckedin": ("入住次数", "Stays"),
    "personsnights": ("人晚数", "Person nights"),
    "roomnights": ("房晚数", "Room nights"),
    "dayssincelaststay": ("距上次入住天数", "Days since the last stay"),
    "dayssincefirststay": ("距首次入住天数", "Days since the first stay"),
    "distributionchannel": ("渠道", "Channel"),
    "marketsegment": ("客源类别", "Market segment"),
}
"""Known columns that stay with the source record, and how to show them in Chinese and English."""
