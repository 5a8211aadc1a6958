"""Parameters: behavioural constants, each with its unit, range, label, source, confidence and prior."""

from dataclasses import dataclass

from model.declare import Prior, check_range, declarations, declared

_ESTIMATE = "Own estimate: no source found"
_BALANCE = "Set so that the starting tables are in balance with the model's flows"


@dataclass(frozen=True)
class Parameters:
    """One parameter vector; the defaults are prior means.

    Raises:
        ValueError: if a value is outside its declared range.
    """

    # fmt: off
    # Demography
    mortality: float = declared(1.0, "ratio", 0.5, 2.0, "Death rates, relative to the table", "Cohort ratios 60+, Norway 2014-2019; life-table points", "medium")
    fertility: float = declared(1.0, "ratio", 0.3, 2.0, "Birth rates, relative to the table", "SSB: total fertility 1.56 in 2018, 1.53 in 2019", "high")
    leaving: float = declared(1.0, "ratio", 0.2, 3.0, "Moving out, relative to the table", "SSB: 1,105 domestic moves out in 2015", "medium")
    arriving: float = declared(1.0, "ratio", 0.2, 3.0, "Moving in, relative to the table", "SSB: 1,305 domestic moves in in 2015", "medium")
    migration_response: float = declared(0.5, "elasticity", 0.0, 3.0, "Moving in with respect to jobs in the municipality", _ESTIMATE, "estimate", Prior.of("triangular", min=0.0, mode=0.5, max=1.5))
    leavers_keep_job: float = declared(0.3, "share", 0.0, 1.0, "Employed leavers who keep the job as in-commuters", _ESTIMATE)
    arrivals_keep_job: float = declared(0.7, "share", 0.0, 0.9, "Employed newcomers who keep a job outside", _ESTIMATE)
    settling_commuters: float = declared(0.1, "share", 0.0, 0.1, "Employed newcomers who worked here already", _ESTIMATE)
    # Education
    general_track: float = declared(0.45, "share of a cohort", 0.2, 0.48, "Pupils who begin the general track at 16", "National shares near half and half; vocational somewhat larger in Østfold", "low")
    vocational_track: float = declared(0.52, "share of a cohort", 0.2, 0.52, "Pupils who begin the vocational track at 16", "As for the general track", "low")
    reentry: float = declared(0.15, "share a year", 0.0, 1.0, "Those of 17-21 without upper secondary who begin again", _ESTIMATE)
    general_drop_out: float = declared(0.004, "share a month", 0.0, 0.05, "Leaving the general track", "About 87 % complete nationally (SSB, cohorts of the 2010s, recalled)", "low")
    vocational_drop_out: float = declared(0.007, "share a month", 0.0, 0.05, "Leaving the vocational track", "About 60-65 % complete nationally (SSB, cohorts of the 2010s, recalled)", "low")
    apprentice_drop_out: float = declared(0.005, "share a month", 0.0, 0.05, "Ending the contract early", _ESTIMATE)
    higher_drop_out: float = declared(0.008, "share a month", 0.0, 0.05, "Leaving higher education", "About 70 % complete a degree (SSB, recalled)", "low")
    certificate_pass: float = declared(0.92, "share", 0.5, 1.0, "Apprentices who pass the final test", "Directorate of education: more than nine in ten (recalled)", "low")
    third_year_instead: float = declared(0.5, "share", 0.0, 1.0, "Unplaced pupils who take a general third year", _ESTIMATE)
    apprentice_places: float = declared(0.72, "share of applicants", 0.0, 1.0, "Applicants who find an apprenticeship", "Directorate of education: about 70-75 % in 2017-2019 (recalled)", "low")
    apprentice_additionality: float = declared(0.25, "contracts per contract", 0.0, 1.0, "Additional contracts per supported contract, private firms", "Høst et al. 2022, NIFU 2022:5", "medium", Prior.of("beta", a=2, b=6))
    higher_entry: float = declared(0.35, "share a year", 0.0, 1.0, "Entry to higher education at 19-22 with general upper secondary", _ESTIMATE)
    late_higher_entry: float = declared(0.05, "share a year", 0.0, 1.0, "Entry to higher education at 23-30", _ESTIMATE)
    long_degree: float = declared(0.3, "share", 0.0, 1.0, "Bachelors who go on to a master's degree", "Education shares 30-66, Halden 2019 (IMDi)", "low")
    student_quits_job: float = declared(0.6, "share", 0.0, 1.0, "Employed who leave the job when they begin to study", _ESTIMATE)
    # Health
    reduced_inflow: float = declared(1.0, "ratio", 0.2, 3.0, "Falling ill, relative to the table", "NAV: reduced capacity 6.4 % of 18-66, Østfold December 2019", "medium")
    disability_inflow: float = declared(1.0, "ratio", 0.2, 3.0, "Disability pensions granted, relative to the table", "NAV: inflow by age, Norway 2016", "medium")
    recovery: float = declared(0.28, "share a year", 0.0, 0.9, "Return from reduced to good capacity", _ESTIMATE)
    not_employed_health_risk: float = declared(1.6, "ratio", 1.0, 5.0, "Risk of falling ill without a job, relative to with", _ESTIMATE)
    employed_disability_risk: float = declared(0.5, "ratio", 0.0, 1.0, "Pension granted to the employed, relative to others with reduced capacity", _ESTIMATE)
    illness_ends_job: float = declared(0.35, "share", 0.0, 1.0, "Jobs that end when capacity is reduced", _ESTIMATE)
    full_disability: float = declared(0.8, "share", 0.0, 1.0, "New disability pensions that are full", "NAV: about four in five (recalled)", "low")
    # Participation
    retire_62_66: float = declared(0.09, "share a year", 0.0, 0.5, "Retirement from work at 62-66", "NAV/SSB, recalled 0.08-0.10", "low", Prior.of("beta", a=9, b=91))
    retire_67_74: float = declared(0.35, "share a year", 0.0, 0.9, "Retirement from work at 67 and over", "NAV/SSB, recalled", "low", Prior.of("beta", a=35, b=65))
    retire_not_employed: float = declared(0.30, "share a year", 0.0, 0.9, "Early old-age pension at 62-66 without work", _ESTIMATE)
    give_up: float = declared(0.06, "share a month", 0.0, 0.5, "Leaving the register without a job", _ESTIMATE)
    give_up_enrolled: float = declared(0.5, "share a month", 0.0, 1.0, "Leaving the register when enrolled", _ESTIMATE)
    seek: float = declared(1.0, "ratio", 0.2, 5.0, "Looking for work outside the labour force, relative to the table", _BALANCE)
    # Labour demand
    adjustment: float = declared(0.12, "share a month", 0.01, 1.0, "Linked demand's adjustment to its new level", _ESTIMATE)
    firm_sd_small: float = declared(0.55, "log points", 0.0, 1.0, "Yearly shock of a small private firm (two jobs)", "National job creation 11.8 % and destruction 9.9 % a year (SSB 2017)", "medium")
    firm_sd_large: float = declared(0.10, "log points", 0.0, 0.5, "Yearly shock of a very large private firm", _ESTIMATE)
    firm_sd_public: float = declared(0.02, "log points", 0.0, 0.5, "Yearly shock of a public firm", _ESTIMATE)
    exit_one: float = declared(0.14, "share a year", 0.0, 0.6, "Closing of one-person firms", "SSB: one in four new firms lives five years; older ones longer", "low")
    exit_small: float = declared(0.09, "share a year", 0.0, 0.6, "Closing of firms of 2-9 jobs", "As above; with employees 54.6 % live five years (SSB)", "low")
    exit_medium: float = declared(0.03, "share a year", 0.0, 0.6, "Closing of firms of 10-49 jobs", _ESTIMATE)
    exit_large: float = declared(0.008, "share a year", 0.0, 0.6, "Closing of firms of 50-99 jobs", _ESTIMATE)
    dismissal_speed: float = declared(0.2, "share a month", 0.0, 1.0, "Excess staff dismissed, beyond natural attrition", _ESTIMATE)
    natural_attrition: float = declared(0.02, "share of staff", 0.0, 0.2, "Excess that is left to attrition", "About one month's separations and moves", "estimate")
    hiring_hold: float = declared(3.0, "ratio", 0.0, 10.0, "Vacancies held back per share laid off: recall precedes new hiring", _ESTIMATE)
    site_take_up: float = declared(0.1667, "share a year", 0.0, 1.0, "Ready land taken a year by each base firm that needs it", "Lever evidence L08", "low", Prior.of("beta", a=2, b=10))
    jobs_per_hectare: float = declared(17.0, "jobs per hectare", 1.0, 100.0, "Jobs on a hectare of ready land", "Nexans 29, Splitkon 44 of floor area; PBL 2013", "medium", Prior.of("lognormal", median=15, sigma=0.5))
    growth_lost: float = declared(0.02, "share a month", 0.0, 0.5, "Chance that growth without a site goes elsewhere", _ESTIMATE)
    visitor_local_share: float = declared(0.7, "elasticity", 0.0, 1.0, "Visitor firms' jobs with respect to residents' spending", _ESTIMATE, "estimate", Prior.of("beta", a=14, b=6))
    regional_base_share: float = declared(0.4, "elasticity", 0.0, 0.6, "Regional firms' jobs with respect to base jobs", _ESTIMATE, "estimate", Prior.of("triangular", min=0.1, mode=0.4, max=0.6))
    regional_spending_share: float = declared(0.3, "elasticity", 0.0, 0.4, "Regional firms' jobs with respect to residents' spending", _ESTIMATE)
    municipal_need_share: float = declared(0.5, "elasticity", 0.0, 1.0, "Municipal jobs with respect to need by age", _ESTIMATE, "estimate", Prior.of("triangular", min=0.0, mode=0.5, max=1.0))
    county_pupil_share: float = declared(0.5, "elasticity", 0.0, 1.0, "County jobs with respect to residents of school age", _ESTIMATE)
    border_elasticity: float = declared(0.05, "elasticity", 0.0, 0.5, "Visitor firms' jobs when border trade closes", "Border trade 16 bn NOK in 2019, 2 bn in 2020; retail jobs per turnover", "low")
    spending_not_employed: float = declared(0.6, "ratio", 0.0, 1.0, "Spending of adults without work, relative to the employed", _ESTIMATE)
    # Separations
    separation: float = declared(0.00373, "share a month", 0.001, 0.03, "Level of separations to non-employment, dismissals aside", "LFS, recalled 0.7-1.2 % with dismissals", "low", Prior.of("lognormal", median=0.0037, sigma=0.25))
    separation_new: float = declared(2.6, "ratio", 0.5, 6.0, "Separations in the first month of a job, relative to the level", _ESTIMATE)
    separation_long: float = declared(0.55, "ratio", 0.1, 1.0, "Separations at long tenure, relative to the level", _ESTIMATE)
    separation_decay: float = declared(14.0, "months", 3.0, 60.0, "Tenure over which the excess of new jobs falls to 1/e", _ESTIMATE)
    separation_young: float = declared(1.6, "ratio", 1.0, 4.0, "Separations under 25, relative to others", _ESTIMATE)
    separation_labour_origin: float = declared(1.3, "ratio", 0.5, 4.0, "Separations of labour immigrants, relative to others of the same tenure", "Immigrants' unemployment is two to three times others' (SSB, registered unemployed 2018-2019, recalled)", "low")
    separation_refugee_origin: float = declared(1.8, "ratio", 0.5, 4.0, "Separations of refugees and their families, relative to others of the same tenure", "As for labour immigrants", "low")
    apprentice_protection: float = declared(0.2, "ratio", 0.0, 1.0, "Separations of apprentices, relative to others of the same tenure", _ESTIMATE)
    separated_register: float = declared(0.6, "share", 0.0, 1.0, "Separated in good health who register as unemployed", _ESTIMATE)
    separated_register_ill: float = declared(0.4, "share", 0.0, 1.0, "Separated with reduced capacity who register", _ESTIMATE)
    # Support
    measure_lock_in: float = declared(0.6, "ratio", 0.0, 1.0, "Search during an ordinary measure", "Card et al. 2018: about zero effect in the short run", "low", Prior.of("beta", a=6, b=4))
    training_lock_in: float = declared(0.6, "ratio", 0.0, 1.0, "Search during a course", "Card et al. 2018", "low", Prior.of("beta", a=6, b=4))
    job_specialist_caseload: float = declared(19.67, "persons per FTE", 14.0, 25.0, "Active caseload of a job specialist", "IPS fidelity scale; Dahl & Lima 2021", "medium", Prior.of("triangular", min=14, mode=20, max=25))
    job_specialist_intake: float = declared(14.67, "persons per FTE-year", 8.0, 22.0, "New participants of a job specialist", "Own judgement, bounded by Dahl & Lima 2021", "estimate", Prior.of("triangular", min=8, mode=14, max=22))
    job_specialist_effect: float = declared(0.06234, "share employed", -0.03, 0.2, "Effect on ordinary employment after 18-24 months", "Trials of IPS in Norway; Dahl & Lima 2021", "medium", Prior.of("truncnorm", mean=0.06, sd=0.045, lo=-0.03, hi=0.2))
    training_effect: float = declared(0.05075, "share employed", -0.02, 0.15, "Effect of a course on employment after 24 months", "Zhang 2016; von Simson 2023; Card et al. 2018", "medium", Prior.of("truncnorm", mean=0.05, sd=0.03, lo=-0.02, hi=0.15))
    integration_effect: float = declared(0.04161, "share employed", -0.02, 0.14, "Effect of an integration place after 24-36 months", "Danish and Finnish reforms", "medium", Prior.of("truncnorm", mean=0.04, sd=0.03, lo=-0.02, hi=0.14))
    youth_finding: float = declared(1.021, "ratio", 0.5, 2.0, "Job finding under 30 with intensified follow-up, relative to without", "Strand et al. 2020, Fafo 2020:19; Carling & Larsson 2005", "medium", Prior.of("lognormal", median=1.02, sigma=0.05))
    youth_education: float = declared(1.083, "ratio", 0.5, 2.0, "Entry to education under 30 with intensified follow-up, relative to without", "Strand et al. 2020; Hernæs, Markussen & Røed 2017", "medium", Prior.of("lognormal", median=1.08, sigma=0.07))
    group_finding: float = declared(0.02, "share a month", 0.001, 0.5, "Job finding of programme participants without the programme", "27-37 % of controls employed after 18 months (IPS trials)", "medium")
    inclusion_effect: float = declared(0.07895, "share", 0.0, 0.5, "Cut in the hiring penalty of reached employers", "DFØ 2021", "low", Prior.of("beta", a=1.2, b=14))
    # Matching
    search_unemployed: float = declared(0.7, "share a month", 0.05, 1.0, "Registered unemployed who apply in a month", "Job finding 0.25 a month within six months (Elsby, Hobijn & Şahin 2013)", "medium")
    search_new_job: float = declared(0.0873, "share a month", 0.0, 0.6, "Employed with up to a year's tenure who apply", "SSB: 3.0 % change job a month", "high")
    search_long_job: float = declared(0.0208, "share a month", 0.0, 0.6, "Employed with longer tenure who apply", "SSB: 0.8 % change job a month", "high")
    search_marginal: float = declared(0.3, "ratio", 0.0, 3.0, "Unregistered search outside the labour force, relative to registering", _ESTIMATE)
    search_commuter: float = declared(1.0, "ratio", 0.1, 5.0, "Commuter pool's applications, relative to the municipality's rate", _BALANCE)
    commuter_leaves_new: float = declared(0.022, "share a month", 0.0, 0.3, "In-commuters with up to a year's tenure who leave for a job elsewhere", "SSB job-to-job rates, most of them outside the municipality", "medium")
    commuter_leaves_long: float = declared(0.006, "share a month", 0.0, 0.3, "In-commuters with longer tenure who leave for a job elsewhere", "As above", "medium")
    spell_decay: float = declared(8.0, "months", 1.0, 60.0, "Unemployment over which the appeal of a seeker falls", _ESTIMATE)
    other_industry: float = declared(0.5, "share", 0.0, 1.0, "Posts in another industry that a seeker would take", _ESTIMATE)
    below_level: float = declared(0.15, "share", 0.0, 1.0, "Posts one level above the seeker's education that may be had", _ESTIMATE)
    hire_reduced: float = declared(0.5, "ratio", 0.0, 1.0, "Employers' weight on reduced work capacity", _ESTIMATE, "estimate", Prior.of("beta", a=10, b=10))
    hire_labour_origin: float = declared(0.9, "ratio", 0.0, 1.5, "Employers' weight on labour immigrants", _ESTIMATE)
    hire_refugee_origin: float = declared(0.7, "ratio", 0.0, 1.5, "Employers' weight on refugees and their families", "Call-back studies in Norway: about 25 % fewer (Midtbøen & Rogstad 2012, recalled)", "low")
    hire_employed: float = declared(1.5, "ratio", 0.0, 5.0, "Employers' weight on applicants who have a job", _ESTIMATE)
    hire_same_industry: float = declared(1.5, "ratio", 0.0, 5.0, "Employers' weight on experience from the industry", _ESTIMATE)
    hire_long_spell: float = declared(0.5, "ratio", 0.0, 1.0, "Employers' weight after long unemployment", "Call-back falls with the spell (Kroft et al. 2013)", "low")
    out_basic: float = declared(0.24, "share of applications", 0.0, 1.0, "Applications sent outside, basic education", "Out-commuting 29.4 % of employed residents (SSB 2023); the slope is an estimate", "low")
    out_upper: float = declared(0.28, "share of applications", 0.0, 1.0, "Applications sent outside, upper secondary", "As above", "low")
    out_higher: float = declared(0.32, "share of applications", 0.0, 1.0, "Applications sent outside, short higher education", "As above", "low")
    out_long: float = declared(0.42, "share of applications", 0.0, 1.0, "Applications sent outside, long higher education", "As above", "low")
    outside_success: float = declared(1.0, "ratio", 0.1, 3.0, "Success of applications outside, relative to the municipality's rate", _BALANCE)
    # fmt: on

    def __post_init__(self) -> None:
        for declaration in declarations(type(self)):
            check_range("Parameters", declaration, getattr(self, declaration.name))
