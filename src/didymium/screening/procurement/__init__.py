"""Rules of buying and support applied to a product: was any stage of it done where it must not be?"""
