print("selvedge")
