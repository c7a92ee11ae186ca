import Selvedge
