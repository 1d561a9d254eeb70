"""What the head of a noun phrase is likely to name: an outcome, an arm, people, a time, or nothing in particular.

Lists of words, no grammar: the head of "mean monthly migraine intensity" is "intensity", an outcome. Words of the
field that name both ("exercise capacity", "use of opioids") are decided by their head. What no list knows is "other".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from kg.extract.words import GROUP, word_set

__all__ = ["EFFECTORS", "KINDS", "LEVELS", "PEOPLE", "QUALITIES", "Meaning", "meaning"]

Meaning = Literal["outcome", "arm", "people", "generic", "other"]

KINDS = word_set(
    "risk risks odds hazard hazards likelihood incidence prevalence frequency probability chance chances rate rates proportion "
    "proportions percentage percentages number numbers reduction reductions decrease decreases increase increases improvement "
    "improvements decline declines change changes difference differences effect effects benefit benefits gain gains loss terms "
    "ratio ratios composite factor factors predictor predictors impact influence occurrence prevention worsening rise fall drop "
    "onset development correlation correlations correlated associated association associations superior noninferior "
    "non-inferior inferior superiority "
    "noninferiority non-inferiority efficacy effectiveness need respect regard time"
)
"""Words that lead on to an outcome through "of", "in", "for" or "with": "risk of", "difference in"."""

EFFECTORS = word_set("effect effects efficacy effectiveness impact influence benefit benefits use addition superiority")
"""Words whose "of" leads on to what acts, an arm: "efficacy of"."""

QUALITIES = word_set(
    "lower higher greater fewer less more better worse poorer reduced improved increased decreased shorter longer smaller larger "
    "improve improves reduce reduces increase increases decrease decreases decreasing increasing improving reducing "
    "lowered lowers "
    "raised prolonged slower faster earlier later enhanced superior similar comparable equivalent prevented prevents prevent "
    "affected affect affects lowering enhance enhances"
)
"""Words that stand before an outcome: adjectives that compare, verbs that change."""

LEVELS = word_set(
    "score scores level levels rate rates concentration concentrations count counts index indices time times duration intensity "
    "severity frequency scale subscale subscales value values points units measure measures questionnaire"
)
"""Heads too general to be an outcome alone, which make one of what stands before them."""

_OUTCOMES = LEVELS | word_set(
    """
    abilities ability abortion absence absenteeism abstinence abuse acceptance accuracy achievement acne activities
    activity acuity adherence adiponectin adiposity admission admissions aggression agitation albuminuria allergies
    allergy allodynia alt amputation anaemia analgesia anemia antibodies antibody anxiety appetite area arousal ast asthma
    attack attacks attendance attention attitude attitudes awakening bacteraemia bacteremia balance barthel bdi behavior
    behaviors behaviour behaviours benefit benevolence birth births birthweight bleeding bmd bmi bpi bradykinesia burden
    caesarean cancer capacity caries carriage catastrophising catastrophizing cd4 cesarean cesd cessation change changes
    charges cholesterol circumference clearance closure cognition colonisation colonization communication comorbidity
    competence completion compliance complication complications comprehension confidence consciousness constipation
    consumption continence conversion coping cortisol cost costs cough coverage craving cravings creatinine crime crp cure
    cures dash days death deaths decline dehiscence delinquency delirium deliveries delivery dementia density depression
    dfs diabetes dialysis diameter diarrhea diarrhoea disability discontinuation discontinuations disease disorder
    disorders distance distress dizziness drinking dropout dropouts dryness dyskinesia dysmenorrhea dysmenorrhoea eczema
    edss efs egfr empathy employment endpoint endpoints endurance episode episodes eq-5d eradication error errors erythema
    esr estradiol event events exacerbation exacerbations expectancy expenditure extubation failure failures fall falls
    fat fatigue fatness fear ferritin fev1 fever fim fistula flare flares flexibility fraction fracture fractures function
    functionality functioning functions fvc gad-7 gain gait gingivitis glucose glycaemia glycemia grades graft growth hads
    haematoma haemoglobin haemorrhage hamd handicap happiness hba1c hdl hdl-c hdrs headache headaches healing health
    hearing heart height hematoma hemoglobin hemorrhage hernia hope hospital hospitalisation hospitalisations
    hospitalization hospitalizations hrqol hyperalgesia hypertension hypoglycaemia hypoglycemia hypotension ideation
    illness immunisation immunization immunogenicity impairment impairments improvement improvements incidence income
    incontinence independence infarction infection infections injuries injury insomnia insulin intake integrity intention
    intentions intubation iop iron itch itching kinesiophobia knowledge koos lactate language latency ldl ldl-c leak
    leakage length leptin lesion lesions life limitation limitations lipemia literacy load loneliness mace madrs malaria
    mass mcgill mcs memory mental metastases metastasis migraine migraines miscarriage miscarriages mmse mobility moca
    modq mood morbidity morphine mortality motion myopia nausea ndi necrosis nrs nystagmus obesity odi opioid orr os
    osteoporosis outcome outcomes output overweight oxygen pain panss parasitaemia parasitemia participation patency pcr
    pcs performance pfs phq-9 plaque pneumonia pre-eclampsia preeclampsia pregnancies pregnancy prematurity prescribing
    prescription prescriptions presenteeism pressure prevalence price productivity progression promis proteinuria pruritus
    psa psychosis pulse QALY qaly QALYs qalys qol quality range ratio reaction reactions reading readmission readmissions
    recall recovery relief recurrence recurrences reduction referral referrals reimbursement rejection relapse relapses remission
    remissions requirement requirements resilience responder responders response responses restenosis retention return
    revascularisation revascularization rigidity risk rmdq satisfaction saturation scar scars school screening sedation
    seizure seizures self-efficacy self-esteem self-harm sensitisation sensitivity sensitization sepsis seroconversion
    seroma seroprotection sf-12 sf-36 size skills sleep smoking spasticity specificity speed spending status stay step-
    count steps stiffness stillbirth stillbirths strength stress stroke strokes stunting success successes suicidality
    survival swelling symptom symptoms temperature tenderness testing testosterone thickness threshold thrombosis tinnitus
    titer titers titre titres tolerance toxicities toxicity transmission tremor triglyceride triglycerides trust tsh tsk
    ttp tumor tumors tumour ulcer ulcers underweight updrs uptake utilisation utilization vaccination vas ventilation
    vertigo violence viremia vision visits vitamin vo2max vo2peak vocabulary volume vomiting wasting wbc weight well-being
    wellbeing wheeze withdrawal withdrawals womac wrinkles z-score z-scores
    """
)
_ARMS = word_set(
    """
    acupuncture advice anaesthesia anaesthetic anastomosis anesthesia anesthetic app aspirin block booklet brace braces
    bupivacaine capsules care catheter catheters cbt chemotherapy clips coaching coffee control controls counseling
    counselling device devices dexamethasone diet diets dose doses dressing dressings drug drugs education exercise
    exercises extract formula heparin immunotherapy infusion injection injections insoles insulin intervention
    interventions juice ketamine laser leaflet letter list magnesium manipulation massage mesh messages metformin method
    methods milk mindfulness mobilisation mobilization monotherapy morphine oil orthoses orthosis pharmacotherapy
    physiotherapy pilates placebo placebos prednisolone prednisone probiotic probiotics program programme programmes
    programs propofol psychotherapy radiotherapy regimen regimens reminder reminders sessions sham SoC splint standard
    stent stents sugar supplement supplementation supplements surgery suture sutures tablet tablets tape taping TAU tea
    technique techniques therapies therapy training treatment treatments usual vaccine vaccines vehicle video wait-list
    waitlist walking warfarin yoga zinc
    """
)
PEOPLE = GROUP - word_set("group groups arm arms condition conditions trial trials treated users") | word_set(
    """
    adolescents adults animals athletes boys caregivers child children clinicians clinics cohort cohorts controls-only
    doctors experts eyes females girls hospitals households individuals infant infants knees limbs males man members men
    mice mothers neonates newborns non-smokers nonsmokers nurses parents participant participants patient patients people
    person persons physicians population populations sub-population sub-populations subpopulation
    subpopulations practices rats residents respondents enrollees carriers schools smokers students subgroup subgroups
    subjects survivors teachers teeth therapists toddlers users veterans villages volunteers woman women workers youth
    youths
    """
)
_GENERIC = word_set(
    """
    corresponding positive negative so frequent older younger first following meta-analysis meta-analyses nma review reviews
    dataset bayesian posterior
    addition adjusted adjustment all analyses analysis arm arms association associations average baseline both case cases
    ci combined comparison comparisons condition conditions confidence contrast correlation correlations covariates crude
    data day difference differences different each effect effective effectiveness effects efficacy either end estimate
    estimates evidence factor factors favor favour figure findings follow-up followup group groups he hour hours
    hypothesis important improve inferior inferiority intention-to-treat interaction interval intervals it its itt large
    likely magnitude mild minutes model models moderate month months multivariable multivariate n neither non-inferiority
    none noninferiority nor one-sided only order other others our overall p partial period pooled predictor predictors
    primary proportion proportions reference regression relationship respect respectively result results robust secondary
    severe she significance significant similar size sizes slope slopes small standardised standardized strong studies
    study summary superior superiority table terms test tests that their them there these they this those trend trends
    trial trials two-sided unadjusted unit univariable univariate variable variables vs way we weak week weeks weighted
    which who whom year years
    """
)
_CONTRASTS = word_set(
    "difference differences effect effects factor factors predictor predictors association associations correlation "
    "correlations coefficient coefficients heterogeneity ratio ratios mean means median medians"
)
_ORDERED = word_set("treatment regimen dose intervention program programme cohort protocol")  # "treatment 2"
_AVERAGES = word_set("mean means median medians")
_COMPARED = QUALITIES | word_set(
    "significant great clear marked mean median noninferior non-inferior relative absolute adjusted between-group "
    "overall different"
)
_CONTROLLED = word_set(
    "glycemic glycaemic glucose disease rate rhythm symptom pain asthma pressure bp tumor tumour weight local locoregional "
    "bladder postural motor seizure bleeding diabetes impulse viral"
)
_EFFECT_SIZES = (("effect", "size"), ("effect", "sizes"))
_INDEX_GROUPS = (("treatment", "group"), ("treatment", "arm"), ("study", "group"), ("study", "arm"))
_TESTS = word_set("test tests task tasks examination inventory battery")
_STATISTICAL = word_set(
    "exact rank sum t log-rank logrank chi-square chi-squared square squared statistical post-hoc hoc tukey one-sided two-sided "
    "paired signed-rank mcnemar interaction trend heterogeneity u wald whitney mann-whitney student"
)
_END_POINTS = (("end", "point"), ("end", "points"))
_COLLECTIVES = word_set("group groups arm arms recipients recipient condition conditions")
_UNNAMED = word_set(
    "both two three four the study treatment each either all same other others any respective these those comparison "
    "another one first second "
    "between different trial randomized randomised parallel patient age"
)
_UNIT = word_set(
    "kg g mg mmhg cm mm m ms s sec secs min mins ml dl l mmol mol iu pp bpm kcal kj usd euro euros points point units "
    "unit per ci cis "
    "se sd sem iqr ns hg hpa nmol pmol ng pg patient-year person-year person-years person-months patient-years person-time"
)
_DRUG = re.compile(
    r"(?!.{0,20}cholesterol)[a-zα-ω-]{3,}(?:mab|nib|statin|pril|sartan|olol|azole|cillin|mycin|vir|caine|gliptin|gliflozin|glutide|parin|xaban|platin|taxel|"
    r"rubicin|setron|triptan|dronate|dronic|profen|oxetine|azepam|barbital|terol|solone|floxacin|cycline|tidine|prazole|dipine|"
    r"zosin|thiazide|fenac|coxib|tinib|ciclib|parib|limus|cept|kinra|idone|apine|triptyline|phylline|tropium|metformin|vudine|citabine)"
)
_OUTCOME_ENDING = re.compile(
    r".{3,}(?:itis|emia|aemia|osis|uria|algia|pathy|penia|trophy|plegia|paresis|ness|rrhea|rrhoea|phobia|score|qol)"
)
_MEASURE = re.compile(
    r"(?:[auc]|adj)?(?:hr|or|rr|irr|md|smd|rd|wmd|sir|pr|ors|rrs|hrs|mds|smds|irrs|es|ve|gmr|nnt)|beta|rho|β|ρ|η2|ηp2"
)
_DISEASES = word_set("ard amd aes")  # not an adjusted risk difference, nor an adjusted mean difference
_DOSE_UNITS = word_set("mg µg μg mcg iu mg/kg mg/day mg/d ml units hz khz gy")
_DOSED = re.compile(r"(?:\d[\d.,]*-?)?(?:mg|mcg|µg|μg|ml|iu|gy)(?:/\w+)?")


@lru_cache(maxsize=1 << 14)  # the same phrases come again and again
def meaning(words: tuple[str, ...]) -> Meaning:
    """What a noun phrase names, told by its words in lower case: its head, which is the last one, and drug names and doses."""
    if not words:
        return "generic"
    head = words[-1]
    if words == ("days",) or (words[0] in {"each", "every"} and words[-1][:1].isdigit()):
        return "generic"  # a unit: "duration in days", "each 10-mg/l [increase in]"
    if head.startswith("baseline/") or (len(head) == 1 and head.islower()):
        return "generic"
    if head not in _DISEASES and _MEASURE.fullmatch(head) and all(word in _COMPARED or word in _GENERIC for word in words[:-1]):
        return "generic"
    if head in _DOSE_UNITS and any(len(word) > 2 and word.isalpha() for word in words[:-1]):
        return "arm"
    if words[-2:] in _END_POINTS:
        return "outcome"
    if head in _UNIT or "=" in head or ("/" in head and head.partition("/")[0] in _UNIT):
        named = any(word[:1].isalpha() for word in words[:-1])
        return "outcome" if named and head in LEVELS else "generic"
    if any(_DRUG.fullmatch(word) or _DOSED.fullmatch(word) for word in words) and head not in LEVELS:
        return "arm"
    if words[0] == "one" and head in {"half", "third", "quarter", "fifth"}:
        return "generic"
    if head == "control" and len(words) > 1 and words[-2] in _CONTROLLED:
        return "outcome"
    if words[-2:] in _EFFECT_SIZES:
        return "generic"
    if head in _COLLECTIVES:
        if words in _INDEX_GROUPS or words == ("comparison", "group"):
            return "arm"
        return "generic" if all(word in _UNNAMED or word in _COLLECTIVES for word in words[:-1]) else "arm"
    if len(words) == 2 and ((words[0] in {"group", "arm"} and len(head) <= 3) or (words[0] in _ORDERED and head.isdigit())):
        return "arm"
    single = head.removesuffix("s")
    if head in PEOPLE:
        return "people"
    if head in _CONTRASTS:
        named = head in _AVERAGES and len(words) > 1 and meaning(words[:-1]) == "arm"
        return "arm" if named else "generic"
    if head in _TESTS and len(words) > 1 and not any(word in _STATISTICAL or word in _GENERIC for word in words[:-1]):
        return "outcome"
    if head in _OUTCOMES or single in _OUTCOMES or head in KINDS:
        vague = head in LEVELS or head in KINDS
        said = any(word not in _COMPARED and meaning((word,)) != "generic" for word in words[:-1])
        return "outcome" if said or not vague else "generic"
    if head in _ARMS or single in _ARMS:
        return "arm"
    if head in _GENERIC or single in _GENERIC:
        return "generic"
    if not any(c.isalpha() for c in head):
        return "generic"
    if _OUTCOME_ENDING.fullmatch(head):
        return "outcome"
    return "other"
